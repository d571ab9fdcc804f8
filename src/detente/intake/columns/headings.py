"""Words of headings and tags of HXL for each field: data for `detente.intake.columns.mapping`.

Phrases in English, French, Arabic, Russian, some Ukrainian and Spanish, separated by ``|`` and compared folded (no case, no
marks, no article). `STRONG` phrases say by themselves what a column holds; `WEAK` ones only with what stands in it.
"""

from __future__ import annotations

from typing import Final

STRONG: Final[dict[str, str]] = {
    "latitude": "latitude|lat|origin latitude|origin lat|departure latitude|departure lat|from lat|lat dd|latdd|latitude dd"
    "|decimal latitude|gps latitude|gps lat|lat deg|latitud|latitude nord|y lat|خط العرض|دائرة العرض|عرض|широта|шир|с ш",
    "longitude": "longitude|long|origin longitude|origin lon|origin long|departure longitude|from lon|from long|lon|lng"
    "|long dd|lon dd|longdd|decimal longitude|gps longitude|gps long|gps lon|lon deg|longitud|longitude est|x long|خط الطول"
    "|طول|долгота|долг|в д|довгота",
    "position": "position|coordinates|coordinate|coords|gps coordinates|gps|gps position|lat long|lat lon|latlong|latlon"
    "|lat lng|latitude longitude|mgrs|mgrs coordinates|grid|grid reference|map reference|utm|utm coordinates|plus code"
    "|geopoint|geolocation|position of departure|departure coordinates|coordonnées|coordonnées gps|coordonnées géographiques"
    "|position gps|position de départ|إحداثيات|إحداثيات الانطلاق|الموضع|координаты|gps координаты|координаты gps"
    "|координаты отправления|координати|coordenadas",
    "office_latitude": "office latitude|office lat|latitude of office|latitude du bureau|широта офиса|خط عرض المكتب",
    "office_longitude": "office longitude|office long|office lon|longitude of office|longitude du bureau|долгота офиса"
    "|خط طول المكتب",
    "datum": "datum|geodetic datum|reference system|crs|srs|coordinate system|système géodésique|système de référence"
    "|مرجع جيوديسي|датум|система координат|система координат датум",
    "position_source": "position source|source of position|coordinate source|coordinates source|source of coordinates"
    "|ll source|geolocation source|gps source|location source|where the position is from|source des coordonnées"
    "|source de la position|d où vient la position|مصدر الإحداثيات|مصدر الموضع|источник координат|откуда координаты"
    "|джерело координат",
    "precision": "precision|geo precision|geoprecision|location precision|position precision|coordinate precision"
    "|geographic precision|precision class|how exact class|precision code|geo prec|where prec|précision|précision classe"
    "|précision géographique|دقة الفئة|درجة الدقة|точность класс|класс точности|степень точности",
    "accuracy_m": "accuracy|accuracy m|gps accuracy|horizontal accuracy|precision m|accuracy metres|accuracy meters"
    "|how exact metres|position accuracy|exactitude|précision m|précision mètres|دقة بالأمتار|دقة متر|точность|точность м"
    "|точность метры|погрешность",
    "radius_m": "radius|radius m|radius metres|radius meters|buffer|buffer m|width metres|rayon|rayon m|rayon mètres"
    "|largeur mètres|نصف القطر|نصف القطر بالأمتار|عرض بالأمتار|радиус|радиус м|радиус метры|ширина метры|радіус",
    "name": "name|site name|name of site|name of the site|facility name|name of facility|facility|hospital name"
    "|name of hospital|school name|name of school|health facility|health facility name|name of health facility|site"
    "|project name|structure name|name en|english name|title|nom|nom du site|nom de l établissement|nom de la structure"
    "|nom de l hôpital|établissement|structure|formation sanitaire|nom de la formation sanitaire|intitulé|اسم|اسم الموقع"
    "|اسم المنشأة|اسم المستشفى|اسم المرفق|اسم المدرسة|اسم المركز|منشأة|مستشفى|مرفق|название|наименование|название объекта"
    "|наименование объекта|название учреждения|наименование учреждения|имя|объект|учреждение|заголовок|назва|назва об єкта"
    "|назва закладу|nombre",
    "name_local": "local name|name local|name in local script|name in the local script|name ar|name arabic|arabic name"
    "|name in arabic|native name|name ru|name uk|facility name ar|site name ar|facility name arabic|nom local|nom en arabe"
    "|nom dans l écriture locale|اسم بالعربية|اسم العربي|اسم بالكتابة المحلية|اسم محلي|اسم باللغة العربية"
    "|название местным письмом|местное название|название на местном языке",
    "aliases": "alias|aliases|other names|other name|alternative name|alternative names|alternate name|alt name|altname"
    "|also known as|aka|former name|pp alt1 en|alt1 en|autres noms|autre nom|أسماء أخرى|اسم آخر|другие названия"
    "|другое название|прежнее название",
    "function": "function|facility type|type of facility|site type|type of site|facility category|type of site facility"
    "|usage|use|type of structure|purpose of site|fonction|type d établissement|type de structure|type de site|وظيفة"
    "|نوع المنشأة|نوع المرفق|نوع الموقع|назначение|тип объекта|тип учреждения|вид учреждения|тип закладу|тип об єкта",
    "organisation": "organisation|organization|org|organisation name|organization name|agency|ngo|partner"
    "|implementing partner|owner|operator|submitted by|ownership|organisme|agence|partenaire|propriétaire|opérateur|منظمة"
    "|اسم المنظمة|جهة|مالك|شريك|организация|владелец|агентство|партнёр|оператор|організація|власник|organización",
    "relationship": "relationship|relation to site|relationship to site|your relation to it|lien avec le site"
    "|votre lien avec le site|relation avec le site|علاقة بالموقع|علاقتكم بالموقع|отношение к объекту"
    "|ваше отношение к объекту",
    "contact": "contact|contacts|contact details|focal point|point of contact|poc|phone|telephone|email|e mail"
    "|desk that answers|how it is reached|means on the move|coordonnées du contact|point focal|téléphone|bureau qui répond"
    "|comment le joindre|moyens en route|جهة الاتصال|اتصال|هاتف|رقم الهاتف|جهة التي تجيب|كيفية الاتصال بها|контакт|контакты"
    "|контактное лицо|телефон|кто отвечает|как с ним связаться|связь в пути|контактна особа",
    "remarks": "remarks|remark|comments|comment|notes|note|description|event description|short description|details"
    "|observations|remarques|commentaires|ملاحظات|ملاحظة|تعليق|وصف|примечание|примечания|комментарий|комментарии|описание"
    "|замечания|примітки",
    "country": "country|country name|country iso|country code|iso3|iso3c|iso 3|iso code|iso country code|country iso3|nation"
    "|adm0 en|adm0 pcode|admin0|adm0|state party|states name|country long|pays|nom du pays|code pays|بلد|دولة|اسم البلد"
    "|страна|государство|країна|país",
    "admin1": "admin1|adm1|adm1 name|admin1 name|governorate|province|oblast|wilaya|province or governorate|muhafaza"
    "|gouvernorat|province ou gouvernorat|محافظة|ولاية|область|область или провинция|провинция|губернаторство|мухафаза"
    "|departamento|provincia|province of departure|province de départ|محافظة الانطلاق|область отправления",
    "admin2": "admin2|adm2|adm2 name|admin2 name|district|county|raion|rayon|cercle|moughataa|locality admin2|département"
    "|قضاء|منطقة|مديرية|район",
    "admin3": "admin3|adm3|adm3 name|admin3 name|subdistrict|sub district|nahia|nahiya|commune|municipality|woreda|hromada"
    "|sous district|arrondissement|municipalité|ناحية|بلدية|подрайон|волость|громада|муниципалитет|сельсовет|municipio",
    "admin4": "admin4|adm4|adm4 name|admin4 name|village tract|payam|kebele|ward|quarter|neighbourhood|neighborhood|quartier"
    "|حي|عزلة|квартал|микрорайон",
    "place": "place|place name|village|town|city|settlement|community|locality|location name|nearest town|nearest place"
    "|city town|pp name en|populated place|town village|ville|localité|lieu|village quartier|nom du lieu|مدينة|قرية|بلدة"
    "|مكان|اسم المكان|تجمع|населённый пункт|город|село|посёлок|место|місто|населений пункт|ciudad",
    "pcode": "pcode|p code|place code|pp pcode|adm4 pcode|adm3 pcode|adm2 pcode|adm1 pcode|admin4 pcode|admin3 pcode"
    "|admin2 pcode|admin1 pcode|adm4 code|adm3 code|adm2 code|adm1 code|admin1 code|admin2 code|admin3 code|geo code"
    "|code insee|رمز جغرافي|رمز جغرافي p code|p код|пкод|код места",
    "id": "id|site id|facility id|code|site code|facility code|reference|ref|reference number|your reference|record id"
    "|row id|objectid|fid|uid|uuid|unique id|unique number|no|s no|sr no|serial number|id no|event id|attack id|incident id"
    "|sind event id|gppd idnr|osm|osm id|movement reference|identifiant|identifiant unique|référence|votre référence"
    "|référence du mouvement|numéro|n°|رقم|معرف|رقم الموقع|مرجعكم|مرجع|مرجع التنقل|رمز|رمز الموقع|номер|код|идентификатор"
    "|ваш номер|номер передвижения|п п|registro",
    "time": "date|time|datetime|date time|date and time|event date|incident date|attack date|attack time|date of incident"
    "|time of event|event time|incident time|timestamp|date heure|heure|date de l incident|تاريخ|وقت|ساعة|تاريخ الحادث|дата"
    "|время|дата и время|дата происшествия|дата події|час|fecha",
    "time_start": "start|time start|date start|start time|start date|from date|date from|begin|departure|departure time"
    "|departure date|etd|début|date de début|heure de début|départ|heure de départ|date de départ|بداية|تاريخ البداية"
    "|وقت البداية|انطلاق|وقت الانطلاق|وقت المغادرة|مغادرة|начало|дата начала|время начала|отправление|время отправления"
    "|выезд|початок",
    "time_end": "end|time end|date end|end time|end date|to date|date to|arrival|arrival time|arrival date|eta|fin"
    "|date de fin|heure de fin|arrivée|heure d arrivée|date d arrivée|نهاية|تاريخ النهاية|وقت النهاية|وصول|وقت الوصول"
    "|окончание|конец|дата окончания|время окончания|прибытие|время прибытия|кінець",
    "zone": "time zone|timezone|tz|utc offset|zone of times|fuseau|fuseau horaire|منطقة زمنية|توقيت|часовой пояс"
    "|часовая зона|часовий пояс",
    "since": "since|active since|opened|opening date|depuis|depuis le|ouvert depuis|منذ|с какого дня|открыт|открыто с",
    "until": "until|expected until|valid until|expiry|expiry date|closing date|jusqu au|prévu jusqu au|valable jusqu au|حتى"
    "|متوقع حتى|صالح حتى|до|ожидается до|действует до",
    "review_by": "review by|review date|next review|to be looked at again by|à revoir avant le|date de révision|يراجع قبل"
    "|تاريخ المراجعة|пересмотреть до|дата пересмотра",
    "status": "status|operational status|functionality|state of site|état|statut|fonctionnalité|حالة|حالة الموقع|статус"
    "|состояние|стан",
    "origin": "origin|from|departure place|place of departure|departure location|start location|origine|lieu de départ|من"
    "|مكان الانطلاق|نقطة الانطلاق|откуда|место отправления|пункт отправления",
    "destination": "destination|to|arrival place|place of arrival|arrival location|end location|lieu d arrivée|vers|إلى|وجهة"
    "|مكان الوصول|куда|место прибытия|пункт назначения",
    "route": "route|itinerary|waypoints|positions along the route|route description|itinéraire|positions sur l itinéraire"
    "|مسار|طريق|إحداثيات على طول المسار|маршрут|путь следования|координаты маршрута|координаты вдоль маршрута"
    "|positions le long de l itinéraire",
    "vehicles": "vehicles|number of vehicles|no of vehicles|vehicle count|nombre de véhicules|véhicules|عدد المركبات|مركبات"
    "|عدد السيارات|число машин|количество машин|число транспортных средств|количество автомобилей|машины",
    "staff_count": "staff|number of staff|staff count|number of persons|passengers|team size|nombre de personnes|effectif"
    "|nombre d employés|nombre de membres du personnel|عدد الموظفين|عدد الأشخاص|число сотрудников|количество сотрудников"
    "|количество человек",
    # No fields of their own: parts of a position in several columns; where a movement goes, which is no rival of whence.
    "_destination_position": "position of arrival|arrival position|arrival coordinates|destination coordinates"
    "|destination position|position d arrivée|coordonnées d arrivée|إحداثيات الوصول|координаты прибытия"
    "|координаты назначения",
    "_destination_admin1": "province of arrival|province d arrivée|محافظة الوصول|область прибытия",
    "_destination_latitude": "destination latitude|destination lat|arrival latitude|arrival lat|to lat|latitude d arrivée",
    "_destination_longitude": "destination longitude|destination long|destination lon|arrival longitude|arrival long"
    "|arrival lon|to lon|to long|longitude d arrivée",
    "_zone": "utm zone|grid zone|grid zone designator|gzd|mgrs zone|fuseau utm|zone utm|نطاق utm|зона utm",
    "_square": "square|grid square|100km square|100 km square|square id|carré",
    "_easting": "easting|utm easting|utm e|utm x|east|x utm|coord x|x coordinate|est utm|شرقيات|восточное положение",
    "_northing": "northing|utm northing|utm n|utm y|north|y utm|coord y|y coordinate|nord utm|شماليات|северное положение",
}  # fmt: skip
WEAK: Final[dict[str, str]] = {
    "latitude": "y", "longitude": "x", "position": "location|point|localisation|موقع|местоположение|gps point|geometry|where",
    "place": "location|localisation|موقع|местоположение|loc", "function": "type|category|catégorie|نوع|تصنيف|тип|категория|вид",
    "position_source": "source|method|méthode|مصدر|источник|способ", "admin1": "region|région|state|préfecture|регион|край|إقليم",
    "precision": "دقة|точность|exactness|quality", "zone": "zone", "_zone": "zone", "_easting": "x|e", "_northing": "y|n",
}  # fmt: skip

NOISE: Final = (
    "en|eng|english|deg|fr|fra|french|anglais|français|of|the|du|de|la|le|les|des|wgs84|wgs|84|decimal|degrees|degree|dd|decimals"
    "|text|if|known|required|obligatoire|s|field|gps|name|nom|official|main|m"
)
"""Words beside a phrase that change nothing in what the column holds."""
VETO: Final = (
    "number|count|total|other|killed|injured|damaged|destroyed|destruction|affected|kidnapped|arrested|percent|rate|capacity|year"
    "|generation|population|previous|old|attacks|url|link|perpetrator|perp|actor|armed|weapon|attacker|group|driver|father|patient"
    "|person|doctor|author|file|user|nombre de|عدد|число|количество|водитель|سائق|chauffeur"
)
"""Words beside a phrase that make the column something else."""

LATITUDE: Final = "lat|latitude|latitud|عرض|خط عرض|широта|широты|шир"
LONGITUDE: Final = "lon|long|lng|longitude|longitud|طول|خط طول|долгота|долготы|долг|довгота"
PARTS: Final[dict[str, str]] = {
    "°": "d|deg|degs|degree|degrees|degré|degrés|درجة|درجات|град|градус|градусы|градуси",
    "'": "m|min|mins|minute|minutes|دقيقة|دقائق|мин|минута|минуты|минут|хвилини|хв",
    '"': "s|sec|secs|second|seconds|seconde|secondes|ثانية|ثواني|ثوان|сек|секунда|секунды|секунд|секунди",
    "": "ns|n s|ew|e w|n|e|dir|direction|hemisphere|hemi|hémisphère|اتجاه|полушарие|півкуля",
}
"""Words for the parts of an angle that has a column for each; the key is the sign that is put after a bare number."""
SIGNS: Final = {"°": "°", "º": "°", "'": "'", "’": "'", "′": "'", '"': '"', "”": '"', "″": '"'}

HXL: Final[tuple[tuple[str, str], ...]] = (
    ("latitude", "geo+lat|lat|latitude|lat_deg|geo+latitude"),
    ("longitude", "geo+lon|geo+long|lon|long|longitude|lon_deg|geo+lng"),
    ("position", "geo+coord|geo+coords|geo+origin+coord|coord|geo+mgrs|geo+utm"), ("", "geo+destination+coord"),
    ("", "adm1+destination+name"),
    ("datum", "geo+datum"), ("position_source", "geo+source"), ("precision", "geo+precision"), ("accuracy_m", "geo+accuracy"),
    ("radius_m", "geo+radius|geo+width"), ("route", "geo+route"),
    ("name", "loc+name|activity+name|loc+site+name|facility+name|loc+facility"), ("name_local", "loc+name+local|loc+name+ar"),
    ("aliases", "loc+name+alt|loc+alt"), ("function", "loc+type|loc+facility+type"), ("", "loc+type+now|loc+stops"),
    ("origin", "loc+origin|loc+origin+name"), ("destination", "loc+destination|loc+destination+name"),
    ("place", "loc|loc+settlement|loc+town|loc+village|loc+city|adm5|adm5+name"),
    ("country", "country|country+name|country+code|country+iso|country+iso3|country+v_iso3"),
    *((f"admin{n}", f"adm{n}|adm{n}+name|admin{n}|admin{n}+name") for n in (1, 2, 3, 4)),
    ("pcode", "loc+code|loc+pcode|adm1+code|adm2+code|adm3+code|adm4+code|adm1+pcode|adm2+pcode|adm3+pcode|adm4+pcode"),
    ("organisation", "org|org+name|org+owner|owner"), ("relationship", "org+role"), ("", "org+verified|org+funder"),
    ("contact", "contact|contact+desk|contact+means|contact+phone|contact+email"),
    ("time", "date|date+reported|date+occurred|date+incident|date+event"),
    ("time_start", "date+start"), ("time_end", "date+end"),
    ("review_by", "date+review"), ("zone", "date+zone"), ("", "date+verified|date+contact"),
    ("status", "status"),
    ("remarks", "description|meta+comments|comments"), ("id", "meta+id|event+code|event+id|loc+id|activity+id"),
    ("vehicles", "item+vehicles"), ("staff_count", "population+staff"),
)  # fmt: skip
"""Tags of HXL (hxlstandard.org, 1.1), also names of older editions. The rule of which most words are in a tag decides; no field:
the column is not mapped, whatever its heading."""
HXL_ALSO: Final = {"time_start": "since", "time_end": "until"}
"""What a tag may mean beside, where the heading says so."""

WORLD_REGIONS: Final = (
    "africa|asia|asia and the pacific|europe|europe and north america|north america|south america|latin america|oceania|americas"
    "|mena|latin america and the caribbean|arab states|middle east|middle east and north africa|sub saharan africa"
)
"""Values of a column headed "Region" that is no unit of a country."""
