"""Words in Arabic: data only, see `detente.intake.words`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_DOUBT: Final[Mapping[str, str]] = {
    # the text of a position
    "order-assumed": "لا شيء يبيّن أي الرقمين هو خط العرض؛ اعتُبر الأول خط العرض.",
    "longitude-first": "لا يمكن أن يكون الرقم الأول خط عرض؛ اعتُبر خط الطول.",
    "cells-swapped": "كان خط العرض في خانة خط الطول، وخط الطول في خانة خط العرض.",
    "hemisphere-assumed": "لا شيء يبيّن {missing}؛ اعتُبر {assumed}.",
    "null-island": "خط العرض 0 وخط الطول 0: غالبًا حقل تُرك فارغًا.",
    "suspicious-digits": "أرقام مكررة أو متسلسلة، وهي غالبًا أرقام غير حقيقية[: {digits}].",
    "comma-ambiguous": "الفواصل تفصل بين الأرقام وتُستعمل أيضًا علامةً عشرية.",
    "sign-and-letter": "الإشارة {sign} والحرف {letter} يقولان الشيء نفسه مرتين، أو يتناقضان.",
    "letter-o": "الحرف O يعني الغرب بالفرنسية والإسبانية والإيطالية، والشرق بالألمانية؛ اعتُبر {assumed}.",
    "xy-order": "اعتُبر x خط الطول وy خط العرض؛ والخرائط الروسية تسميهما بالعكس.",
    "minutes-mark-twice": "علامة الدقائق واردة مرتين؛ اعتُبرت الثانية علامة الثواني.",
    "leading-zero": "قُرئ {digits} على أنه {meaning}؛ يبدو أن صفرًا في البداية قد سقط.",
    "packed-assumed": "قُرئ {digits} على أنه درجات ودقائق مكتوبة متصلة؛ لا حرف يبيّن ذلك.",
    "short-grid": "مرجع شبكي من {digits} أرقام هو مربع ضلعه {metres}، وليس نقطة.",
    "band-mismatch": "النطاق {band} لا يحوي الإحداثي الشمالي {northing}: الحرف أو الرقم خطأ.",
    "northing-first": "لا يمكن أن يكون الرقم الأول إحداثيًا شرقيًا؛ اعتُبر الإحداثي الشمالي.",
    "outside-zone": "يقع الموقع خارج المنطقة {zone} بمقدار {degrees}°.",
    "map-centre": "الرابط يعطي وسط خريطة، لا مكانًا معلَّمًا.",
    "near-used": "صيغة مختصرة؛ أُكملت بالموقع القريب المذكور: {near}.",
    "datum-padded": "لا يتوفر تحويل من {datum}؛ أُبقي الموقع ووُسّع بمقدار {metres}.",
    "datum-coarse": "التحويل من {datum} معروف بدقة {metres} فقط.",
    "datum-conflict": "يقول النص {said}، ويقول الجدول {given}.",
    "datum-unknown": "المرجع الجيوديسي[ {datum}] غير معروف هنا: قد يكون الموقع خاطئًا بمئات الأمتار.",
    "datum-assumed": "لم يُذكر مرجع جيوديسي؛ اعتُبر {datum}.",
    "position-missing": "لا يعطي السطر أي موقع.",
    "position-unreadable": "تتعذّر قراءة الموقع[: «{text}»][ – {problem}][; {hint}].",
    "several-readings": "يمكن قراءة «{text}» بأكثر من طريقة ({count}). أيها المقصود؟",
    "coarse-position": "الموقع معروف بدقة {metres} فقط: فهو منطقة وليس نقطة.",
    "name-missing": "لا يعطي السطر اسم المكان.",
    "no-position-column": "لا يحوي أي عمود في هذه الورقة مواقع.",
    "sheet-hidden": "الورقة مخفية؛ لا تؤخذ أسطرها إلا إذا طُلب ذلك.",
    "decided-accepted": "مؤكَّد[: {by}][، {at}][: {why}].",
    "decided-rejected": "مستبعَد[: {by}][، {at}][: {why}].",
    # the ground
    "outside-unit": "يقع الموقع خارج {unit} التي يذكرها السطر، على بُعد {distance}[، في {found}].[ مصدر الحدود: {source}.]",
    "unit-unknown": "الوحدة {unit} غير موجودة في الحدود المتوفرة[؛ أسماء قريبة: {near}]. تعذّر التحقق منها.",
    "outside-country": "يقع الموقع في {found}؛ والسطر يذكر بلدًا آخر[ ({country})].[ المصدر: {source}.]",
    "sea": "يقع الموقع في البحر[؛ والسطر يذكر {country}].[ المصدر: {source}.]",
    "country-mismatch": "الرمز {pcode} يعود إلى {found}؛ والسطر يذكر {country}.",
    "far-from-siblings": "يقع الموقع على بُعد {distance} من الأسطر الأخرى في {unit}: أبعد مما بينها.",
    "among-others": "كل الأماكن حول الموقع تذكر {found}؛ والسطر يذكر {unit}[، وأسطرها على بُعد {distance}].",
    "far-from-place": "يقع الموقع على بُعد {distance} من {place} الذي يسميه السطر.[ المصدر: {source}.]",
    "homonym": "يوجد أكثر من مكان باسم {place} ({count}): أيها المقصود؟",
    "swapped": "لو عُكس خط العرض وخط الطول لكان الموقع ملائمًا[، على بُعد {distance}].",
    "sign": "بالإشارة الأخرى (شمال أو جنوب، شرق أو غرب) يكون الموقع ملائمًا[، على بُعد {distance}].",
    "dms-as-decimal": "لو قُرئ الرقم درجاتٍ ودقائقَ وثوانيَ لكان ملائمًا[، على بُعد {distance}].",
    "digit-transposed": "بتبديل رقمين متجاورين يكون الموقع ملائمًا[، على بُعد {distance}].",
    "grid-square": "بمربع آخر من الشبكة، أو بتبديل نصفيه، يكون الموقع ملائمًا[، على بُعد {distance}].",
    "truncated": "عدد المنازل العشرية للدرجات {decimals} فقط[، ولغيرها في هذه القائمة {usual}]: قد يبعد المكان {metres}.",
    "seconds-dropped": "يقع الموقع على دقائق كاملة: ربما أُسقطت الثواني، أي حتى {metres}.",
    "office": "الموقع هو موقع مكتب المرسل[ ({distance})].",
    "duplicate-place": "قد يكون المكان نفسه في سطر آخر[: {others}].",
    "repeated-position": "لأسطر أماكن مختلفة ({count}) هذا الموقع نفسه[: {others}].",
    "columns-ambiguous": "أكثر من عمود قد يكون {field}: {headings}. أيها المقصود؟",
    "example-row": "هذا مثال النموذج، وليس سطرًا من أسطركم.",
    "too-many-waypoints": "في المسار نقاط أكثر مما يتسع له إخطار واحد.",
    "short-code": "رمز من {characters} أحرف هو منطقة وليس نقطة.",
    # times
    "time-unreadable": "تتعذّر قراءة الوقت[: «{text}»]. اكتبوا {=2024-04-01 14:30 +03:00}.",
    "time-unknown": "يقول السطر إن الوقت غير معروف.",
    "calendar": "السنة[ في «{text}»] ليست من التقويم الميلادي ولم تُحوَّل: يُرجى ذكر التاريخ الميلادي.",
    "zone-missing": "لم تُذكر منطقة زمنية[ مع «{text}»]: اكتبوا UTC أو فرقًا مثل {=+03:00} أو اسمًا مثل Asia/Damascus.",
    "zone-unknown": "المنطقة الزمنية {zone} غير معروفة: اكتبوا UTC أو فرقًا مثل {=+03:00} أو اسمًا مثل Asia/Damascus.",
    "zone-ambiguous": "قد يكون الوقت «{text}» في منطقة زمنية أو في أخرى: {first} أو {second}. أيهما المقصود؟",
    "date-missing": "«{text}» وقت بلا تاريخ.",
    "date-order": "قد يكون «{text}» {first} أو {second}: اكتبوا التاريخ هكذا: {=2024-04-01}.",
    "date-order-turned": "أخذ البرنامج الأيام شهورًا في {count} من خانات هذا العمود، لا في «{text}»: اكتبوا التواريخ "
    "نصًا: {=2024-04-01}.",
    "dst-fold": "أُخّرت الساعات في {zone}: مرّ «{text}» مرتين في ذلك اليوم، في {first} وفي {second}.",
    "dst-gap": "قُدّمت الساعات في {zone}: لم يمرّ «{text}» في ذلك اليوم.[ قد يكون المقصود {first} أو {second}.]",
    "excel-date": "جعل البرنامج مما كُتب تاريخًا[: {text}].[ ربما كُتب: {typed}.]",
    "excel-serial": "{text} عدد أيام كما تعدّها المصنفات؛ قُرئ تاريخًا.",
    "span-or-offset": "«{text}»: وقتان، أم وقت مع فرقه؟ ضعوا UTC قبل الفرق، ومسافتين حول الشرطة.",
    "time-missing": "لا يعطي السطر أي وقت.",
    "times-reversed": "النهاية ({end}) قبل البداية ({start}).",
}

_WHY: Final[Mapping[str, str]] = {
    "reading": "قراءة أخرى للنص[: {how}]",
    "swapped": "خط العرض وخط الطول معكوسان",
    "sign": "نصف الكرة الآخر: شمال أو جنوب، شرق أو غرب",
    "swapped-sign": "خط العرض وخط الطول معكوسان، بإشارة أخرى",
    "dms-as-decimal": "درجات ودقائق وثوانٍ كُتبت عشريةً",
    "minutes-as-decimal": "درجات ودقائق كُتبت عشريةً",
    "decimal-as-dms": "أجزاء عشرية كُتبت دقائقَ وثوانيَ",
    "seconds-as-minutes": "ثوانٍ كُتبت أجزاءً عشرية من الدقيقة",
    "digit-transposed": "رقمان متجاوران تبادلا مكانيهما",
    "digit-wrong": "رقم واحد خطأ",
    "point-shifted": "الفاصلة العشرية في غير مكانها بمنزلة واحدة",
    "grid-square": "مربع آخر من الشبكة، أو نصفان تبادلا مكانيهما",
}

_STATE: Final[Mapping[str, str]] = {"accepted": "مأخوذ به", "doubted": "للتحقق", "rejected": "غير مأخوذ به"}

_FORMAT: Final[Mapping[str, str]] = {
    "DD": "درجات عشرية", "DDM": "درجات ودقائق عشرية", "DMS": "درجات ودقائق وثوانٍ", "UTM": "UTM",
    "UPS": "UPS (شبكة قطبية)", "MGRS": "مرجع شبكي MGRS", "PLUSCODE": "plus code", "GEOURI": "عنوان geo:", "LINK": "رابط خريطة",
}  # fmt: skip

_FIELD: Final[Mapping[str, str]] = {
    "id": "المعرّف", "name": "الاسم", "name_local": "الاسم بالكتابة المحلية", "aliases": "أسماء أخرى",
    "function": "الوظيفة", "organisation": "المنظمة", "relationship": "الصلة بالمكان", "contact": "جهة الاتصال",
    "remarks": "ملاحظات", "country": "البلد", "admin1": "الوحدة، المستوى 1", "admin2": "الوحدة، المستوى 2",
    "admin3": "الوحدة، المستوى 3", "admin4": "الوحدة، المستوى 4", "place": "المدينة أو القرية", "pcode": "رمز المكان",
    "latitude": "خط العرض", "longitude": "خط الطول", "position": "الموقع", "datum": "المرجع الجيوديسي",
    "position_source": "مصدر الموقع", "precision": "الدقة", "accuracy_m": "الدقة بالأمتار",
    "radius_m": "نصف القطر بالأمتار", "office_latitude": "خط عرض المكتب", "office_longitude": "خط طول المكتب",
    "time": "الوقت", "time_start": "البداية", "time_end": "النهاية", "zone": "المنطقة الزمنية", "since": "منذ", "until": "حتى",
    "review_by": "يُراجع قبل", "status": "الحالة", "origin": "المنطلق", "destination": "الوجهة", "route": "المسار",
    "vehicles": "المركبات", "staff_count": "عدد الموظفين",
}  # fmt: skip

_PRECISION: Final[Mapping[str, str]] = {
    "exact": "مقيس في المكان", "building": "مبنى أو مجمّع", "street": "شارع أو حي", "settlement": "قرية أو مدينة",
    "admin4": "وحدة من المستوى 4", "admin3": "وحدة من المستوى 3 (ناحية)", "admin2": "وحدة من المستوى 2 (قضاء)",
    "admin1": "وحدة من المستوى 1 (محافظة)", "country": "بلد", "linear": "في مكان ما على طول طريق أو نهر",
    "unknown": "غير معروفة", "radius": "نصف قطر كما ذُكر",
}  # fmt: skip

_REPORT: Final[Mapping[str, str]] = {
    "title": "ما فُهم من {file}",
    "skip": "انتقل إلى الأسطر المطلوب التحقق منها",
    "file": "الملف", "made": "أُعدّ في", "short": "باختصار",
    "equation": "عدد الأسطر المقروءة: {rows} = المأخوذ بها {accepted} + للتحقق {doubted} + غير المأخوذ بها {rejected}."
    "[ وهناك أسطر عناوين عددها {headings}.]",
    "unpublished": "لم يُنشر شيء من هذا: يؤكد شخصٌ كل سطر أولًا.",
    "please": "يُرجى التحقق من كل سطر أدناه. صحّحوا الملف وأعيدوا إرساله، أو أجيبوا بذكر رقم السطر ورقم الموقع المقصود. "
    "لم يُغيَّر أي سطر: الموقع المقترح سؤال وليس تصحيحًا.",
    "file-notes": "ما لم يأخذه البرنامج من الملف",
    "unchecked": "ما تعذّر التحقق منه",
    "unchecked-none": "لم يُترك أي تحقق. واجتياز السطر كل تحقق لا يثبت موقعه.",
    "columns": "كيف قُرئت الأعمدة", "column": "عمود الملف", "read-as": "قُرئ على أنه", "sheet": "الورقة",
    "not-used": "غير مستعمل", "no-heading": "(بلا عنوان)",
    "columns-wrong": "هل أحدها خطأ؟ إذن قد يكون كل سطر أدناه خطأ: يُرجى ذكر ذلك أولًا.",
    "difference": "مقارنة بالإصدار السابق من القائمة",
    "difference-counts": "أسطر جديدة: {new}، متغيرة: {changed}، كما هي: {same}، غائبة: {gone}.",
    "list-changed": "المتغيرة", "list-gone": "الغائبة",
    "gone-stays": "لم يُزَل شيء: يُقترح على شخصٍ سحب السطر الغائب.",
    "nothing": "(لا شيء)",
    "doubted": "أسطر للتحقق", "doubted-none": "لا يوجد.",
    "rejected": "أسطر لم يؤخذ بها", "rejected-none": "لا يوجد.",
    "accepted": "أسطر أُخذ بها كما هي", "accepted-none": "لا يوجد.",
    "rows-note": "عدد الأسطر {rows}:",
    "cut": "المعروض هنا {shown} من {total}. يحوي المصنف المزوّد بالملاحظات كل الأسطر.",
    "cut-full": "المعروض بالتفصيل {shown} من {total}. يحوي المصنف المزوّد بالملاحظات كل الأسطر.",
    "cut-maps": "للأسطر الأولى المعروضة بالتفصيل خريطة: {shown} من {total}.",
    "row": "السطر", "name": "الاسم", "doubts": "الشكوك", "typed": "كما كُتب", "reason": "السبب", "position": "الموقع",
    "known": "الدقة", "notes": "ملاحظات", "understood": "كما فُهم (WGS 84)", "datum": "المرجع الجيوديسي", "format": "الصيغة",
    "stated": "المكان كما ذُكر", "candidates": "هل المقصود أحد هذه المواقع؟", "more": "وغيرها: {count}",
    "where": "[{sheet}، ]السطر {row}", "within": "بدقة {metres}", "datum-stated": "{datum}، كما ذُكر",
    "datum-taken": "{datum}، لم يُذكر",
    "shape-circle": "منطقة: دائرة نصف قطرها {radius}، مساحتها {area}", "shape-route": "مسار، {radius} على كل جانب",
    "shape-area": "منطقة كما رُسمت في الملف", "distance": "المسافة: {distance}.",
    "map": "خريطة", "map-close": "عن قرب",
    "key-understood": "كما فُهم[: {position}]", "key-candidate": "الأرقام: ما قد يكون مقصودًا",
    "key-unit": "[{unit}: ]حدود الوحدة التي يذكرها السطر", "key-place": "[{place}: ]المكان الذي يسميه السطر",
    "key-sibling": "أسطر أخرى من القائمة: {rows}", "key-office": "مكتب المرسل",
    "sources": "الحدود والأسماء ومصادرها", "sources-none": "لم تُستعمل حدود ولا معاجم أماكن.",
    "source-error": "قد يصل الخطأ فيه إلى {error}.", "source-error-unknown": "مقدار الخطأ الممكن فيه غير معروف.",
    "north": "ش",
    # the workbook
    "sheet-name": "ملاحظات", "column-state": "Détente: الحالة", "column-remarks": "Détente: ملاحظات",
    "column-meant": "Détente: هل هذا هو المقصود؟ (WGS 84)",
    "striped": "الخانات المخططة موضع شك؛ ضعوا المؤشر عليها لقراءة السبب. والأعمدة الثلاثة الأخيرة في كل ورقة تقول الشيء نفسه "
    "بالكلمات. لم تُغيَّر خاناتكم.",
    "rebuilt": "أُعدّ هذا المصنف من أسطر ملفكم: فالملف نفسه من نوع لا يمكن وضع ملاحظات فيه.",
    "not-kept": "لم يُحفظ في هذه النسخة، وما زال في ملفكم: {what}.",
    "lost-charts": "المخططات", "lost-images": "الصور", "lost-drawings": "الرسوم", "lost-macros": "وحدات الماكرو",
    "lost-pivots": "الجداول المحورية", "lost-other": "إضافات البرنامج الذي أعدّه",
    "no-room": "لا متسع في الورقة «{sheet}» لثلاثة أعمدة أخرى: ملاحظاتها هنا فقط.",
    "rivals": "قد يكون {fields}، كعمود آخر: يُرجى التحديد",
    "cut-sheet": "المعروض هنا {shown} من {total}؛ ولكل سطر ملاحظاته في ورقته.",
    "moved": "؛ على بُعد {moved_m} من الموقع كما كُتب[، و{place_m} من المكان الذي يسميه السطر]",
    "rows-notes": "ملاحظات على معظم الأسطر",
}  # fmt: skip

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "doubt": _DOUBT, "why": _WHY, "state": _STATE, "format": _FORMAT, "field": _FIELD, "precision": _PRECISION, "report": _REPORT,
}  # fmt: skip
