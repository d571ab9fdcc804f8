"""Names of countries and territories in English, French, Arabic and Russian, with ISO 3166-1 codes: for finding what was typed.

Names from the Unicode Common Locale Data Repository, the United Nations' long forms and usual other names. A line stands for a
code of ISO 3166-1 (and `XK`, in use for Kosovo); nothing here says to whom any land belongs (G14).
"""

from __future__ import annotations

from typing import Final

NATIONS: Final = """
AD AND Andorra|Andorre|أندورا|Андорра
AE ARE United Arab Emirates|Émirats arabes unis|الإمارات العربية المتحدة|ОАЭ|UAE|Emirats
AF AFG Afghanistan|أفغانستان|Афганистан|Islamic Republic of Afghanistan
AG ATG Antigua & Barbuda|Antigua-et-Barbuda|أنتيغوا وبربودا|Антигуа и Барбуда|Antigua and Barbuda
AI AIA Anguilla|أنغويلا|Ангилья
AL ALB Albania|Albanie|ألبانيا|Албания
AM ARM Armenia|Arménie|أرمينيا|Армения
AO AGO Angola|أنغولا|Ангола
AQ ATA Antarctica|Antarctique|أنتاركتيكا|Антарктида
AR ARG Argentina|Argentine|الأرجنتين|Аргентина
AS ASM American Samoa|Samoa américaines|ساموا الأمريكية|Американское Самоа
AT AUT Austria|Autriche|النمسا|Австрия
AU AUS Australia|Australie|أستراليا|Австралия
AW ABW Aruba|أروبا|Аруба
AX ALA Åland Islands|Îles Åland|جزر آلاند|Аландские о-ва
AZ AZE Azerbaijan|Azerbaïdjan|أذربيجان|Азербайджан
BA BIH Bosnia & Herzegovina|Bosnia|Bosnie-Herzégovine|البوسنة والهرسك|Босния и Герцеговина|Bosnia and Herzegovina
BA BIH Bosnia Herzegovina
BB BRB Barbados|Barbade|بربادوس|Барбадос
BD BGD Bangladesh|بنغلاديش|Бангладеш
BE BEL Belgium|Belgique|بلجيكا|Бельгия
BF BFA Burkina Faso|بوركينا فاسو|Буркина-Фасо
BG BGR Bulgaria|Bulgarie|بلغاريا|Болгария
BH BHR Bahrain|Bahreïn|البحرين|Бахрейн
BI BDI Burundi|بوروندي|Бурунди|Республика Бурунди
BJ BEN Benin|Bénin|بنين|Бенин
BL BLM St. Barthélemy|Saint-Barthélemy|سان بارتليمي|Сен-Бартелеми
BM BMU Bermuda|Bermudes|برمودا|Бермудские о-ва
BN BRN Brunei|بروناي|Бруней|Brunei Darussalam
BO BOL Bolivia|Bolivie|بوليفيا|Боливия|Bolivia (Plurinational State of)|Plurinational State of Bolivia
BQ BES Caribbean Netherlands|Pays-Bas caribéens|هولندا الكاريبية|Бонэйр, Синт-Эстатиус и Саба
BR BRA Brazil|Brésil|البرازيل|Бразилия
BS BHS Bahamas|جزر البهاما|Багамы
BT BTN Bhutan|Bhoutan|بوتان|Бутан
BW BWA Botswana|بوتسوانا|Ботсвана
BY BLR Belarus|Biélorussie|بيلاروس|Беларусь|Byelorussia|Белоруссия|روسيا البيضاء
BZ BLZ Belize|بليز|Белиз
CA CAN Canada|كندا|Канада
CC CCK Cocos (Keeling) Islands|Cocos Islands|Îles Cocos|جزر كوكوس (كيلينغ)|Кокосовые о-ва
CD COD Congo - Kinshasa|Congo-Kinshasa|الكونغو - كينشاسا|Конго - Киншаса|Democratic Republic of the Congo|DR Congo|DRC
CD COD Congo, Democratic Republic of the|Congo, Dem. Rep.|République démocratique du Congo|RDC|RD Congo|Congo (Kinshasa)
CD COD جمهورية الكونغو الديمقراطية|Демократическая Республика Конго|ДР Конго|Zaire
CF CAF Central African Republic|République centrafricaine|جمهورية أفريقيا الوسطى|Центрально-Африканская Республика|CAR|RCA
CF CAF Centrafrique|ЦАР|Central African Rep.
CG COG Congo - Brazzaville|Congo-Brazzaville|الكونغو - برازافيل|Конго - Браззавиль|Congo|Republic of the Congo
CG COG République du Congo|Congo (Brazzaville)|Congo, Rep.|الكونغو|Конго
CH CHE Switzerland|Suisse|سويسرا|Швейцария
CI CIV Côte d’Ivoire|ساحل العاج|Кот-д’Ивуар|Cote d'Ivoire|Ivory Coast|كوت ديفوار
CK COK Cook Islands|Îles Cook|جزر كوك|о-ва Кука|Cook Is.|острова Кука
CL CHL Chile|Chili|تشيلي|Чили
CM CMR Cameroon|Cameroun|الكاميرون|Камерун
CN CHN China|Chine|الصين|Китай
CO COL Colombia|Colombie|كولومبيا|Колумбия
CR CRI Costa Rica|كوستاريكا|Коста-Рика
CU CUB Cuba|كوبا|Куба
CV CPV Cape Verde|Cap-Vert|الرأس الأخضر|Кабо-Верде|Cabo Verde
CW CUW Curaçao|كوراساو|Кюрасао
CX CXR Christmas Island|Île Christmas|جزيرة كريسماس|о-в Рождества
CY CYP Cyprus|Chypre|قبرص|Кипр
CZ CZE Czechia|Tchéquie|التشيك|Чехия|Czech Republic|République tchèque|جمهورية التشيك
DE DEU Germany|Allemagne|ألمانيا|Германия
DJ DJI Djibouti|جيبوتي|Джибути
DK DNK Denmark|Danemark|الدانمرك|Дания
DM DMA Dominica|Dominique|دومينيكا|Доминика
DO DOM Dominican Republic|République dominicaine|جمهورية الدومينيكان|Доминиканская Республика
DZ DZA Algeria|Algérie|الجزائر|Алжир
EC ECU Ecuador|Équateur|الإكوادور|Эквадор
EE EST Estonia|Estonie|إستونيا|Эстония
EG EGY Egypt|Égypte|مصر|Египет|Arab Republic of Egypt
EH ESH Western Sahara|Sahara occidental|الصحراء الغربية|Западная Сахара
ER ERI Eritrea|Érythrée|إريتريا|Эритрея
ES ESP Spain|Espagne|إسبانيا|Испания
ET ETH Ethiopia|Éthiopie|إثيوبيا|Эфиопия|Federal Democratic Republic of Ethiopia
FI FIN Finland|Finlande|فنلندا|Финляндия
FJ FJI Fiji|Fidji|فيجي|Фиджи
FK FLK Falkland Islands|Malvinas|Islas Malvinas|Îles Malouines (Îles Falkland)|جزر فوكلاند - جزر مالفيناس
FK FLK Фолклендские (Мальвинские) о-ва
FM FSM Micronesia|Micronésie|ميكرونيزيا|Федеративные Штаты Микронезии|Micronesia (Federated States of)
FM FSM Federated States of Micronesia
FO FRO Faroe Islands|Îles Féroé|جزر فارو|Фарерские о-ва
FR FRA France|فرنسا|Франция
GA GAB Gabon|الغابون|Габон
GB GBR United Kingdom|UK|Royaume-Uni|المملكة المتحدة|Великобритания|Британия
GB GBR United Kingdom of Great Britain and Northern Ireland|Great Britain|Соединенное Королевство|بريطانيا
GD GRD Grenada|Grenade|غرينادا|Гренада
GE GEO Georgia|Géorgie|جورجيا|Грузия|Республика Грузия
GF GUF French Guiana|Guyane française|غويانا الفرنسية|Французская Гвиана
GG GGY Guernsey|Guernesey|غيرنزي|Гернси
GH GHA Ghana|غانا|Гана
GI GIB Gibraltar|جبل طارق|Гибралтар
GL GRL Greenland|Groenland|غرينلاند|Гренландия
GM GMB Gambia|Gambie|غامبيا|Гамбия|The Gambia|Gambia (the)
GN GIN Guinea|Guinée|غينيا|Гвинея|Guinée Conakry|Guinea Conakry
GP GLP Guadeloupe|غوادلوب|Гваделупа
GQ GNQ Equatorial Guinea|Guinée équatoriale|غينيا الاستوائية|Экваториальная Гвинея
GR GRC Greece|Grèce|اليونان|Греция
GS SGS South Georgia & South Sandwich Islands|Géorgie du Sud-et-les Îles Sandwich du Sud|جورجيا الجنوبية وجزر ساندويتش الجنوبية
GS SGS Южная Георгия и Южные Сандвичевы о-ва
GT GTM Guatemala|غواتيمالا|Гватемала
GU GUM Guam|غوام|Гуам
GW GNB Guinea-Bissau|Guinée-Bissau|غينيا بيساو|Гвинея-Бисау
GY GUY Guyana|غيانا|Гайана
HK HKG Hong Kong|هونغ كونغ|Гонконг|Hong Kong SAR
HN HND Honduras|هندوراس|Гондурас
HR HRV Croatia|Croatie|كرواتيا|Хорватия
HT HTI Haiti|Haïti|هايتي|Гаити
HU HUN Hungary|Hongrie|هنغاريا|Венгрия
ID IDN Indonesia|Indonésie|إندونيسيا|Индонезия
IE IRL Ireland|Irlande|أيرلندا|Ирландия
IL ISR Israel|Israël|إسرائيل|Израиль|State of Israel
IM IMN Isle of Man|Île de Man|جزيرة مان|о-в Мэн
IN IND India|Inde|الهند|Индия
IO IOT British Indian Ocean Territory|Territoire britannique de l’océan Indien|الإقليم البريطاني في المحيط الهندي
IO IOT Британская территория в Индийском океане
IQ IRQ Iraq|Irak|العراق|Ирак|Republic of Iraq
IR IRN Iran|إيران|Иран|Iran (Islamic Republic of)|Islamic Republic of Iran|Iran, Islamic Rep.|جمهورية إيران الإسلامية
IR IRN Исламская Республика Иран
IS ISL Iceland|Islande|آيسلندا|Исландия
IT ITA Italy|Italie|إيطاليا|Италия
JE JEY Jersey|جيرسي|Джерси
JM JAM Jamaica|Jamaïque|جامايكا|Ямайка
JO JOR Jordan|Jordanie|الأردن|Иордания|Hashemite Kingdom of Jordan|المملكة الأردنية الهاشمية
JP JPN Japan|Japon|اليابان|Япония
KE KEN Kenya|كينيا|Кения
KG KGZ Kyrgyzstan|Kirghizstan|قيرغيزستان|Киргизия|Kyrgyz Republic|Кыргызстан
KH KHM Cambodia|Cambodge|كمبوديا|Камбоджа
KI KIR Kiribati|كيريباتي|Кирибати
KM COM Comoros|Comores|جزر القمر|Коморы
KN KNA St. Kitts & Nevis|Saint-Christophe-et-Niévès|سانت كيتس ونيفيس|Сент-Китс и Невис|Saint Kitts and Nevis
KP PRK North Korea|Corée du Nord|كوريا الشمالية|КНДР|Democratic People's Republic of Korea|DPRK|Korea, Dem. People's Rep.|RPDC
KP PRK Северная Корея
KR KOR South Korea|Corée du Sud|كوريا الجنوبية|Республика Корея|Republic of Korea|Korea, Rep.|Korea|République de Corée
KR KOR Южная Корея|جمهورية كوريا
KW KWT Kuwait|Koweït|الكويت|Кувейт
KY CYM Cayman Islands|Îles Caïmans|جزر كايمان|о-ва Кайман|острова Кайман
KZ KAZ Kazakhstan|كازاخستان|Казахстан
LA LAO Laos|لاوس|Лаос|Lao People's Democratic Republic|Lao PDR
LB LBN Lebanon|Liban|لبنان|Ливан|Lebanese Republic
LC LCA St. Lucia|Sainte-Lucie|سانت لوسيا|Сент-Люсия|Saint Lucia
LI LIE Liechtenstein|ليختنشتاين|Лихтенштейн
LK LKA Sri Lanka|سريلانكا|Шри-Ланка
LR LBR Liberia|ليبيريا|Либерия
LS LSO Lesotho|ليسوتو|Лесото
LT LTU Lithuania|Lituanie|ليتوانيا|Литва
LU LUX Luxembourg|لوكسمبورغ|Люксембург
LV LVA Latvia|Lettonie|لاتفيا|Латвия
LY LBY Libya|Libye|ليبيا|Ливия|Libyan Arab Jamahiriya|State of Libya|Jamahiriya
MA MAR Morocco|Maroc|المغرب|Марокко
MC MCO Monaco|موناكو|Монако
MD MDA Moldova|Moldavie|مولدوفا|Молдова|Republic of Moldova|République de Moldova|Молдавия|جمهورية مولدوفا
ME MNE Montenegro|Monténégro|الجبل الأسود|Черногория
MF MAF St. Martin|Saint-Martin|سان مارتن|Сен-Мартен
MG MDG Madagascar|مدغشقر|Мадагаскар
MH MHL Marshall Islands|Îles Marshall|جزر مارشال|Маршалловы о-ва|Marshall Is.
MK MKD North Macedonia|Macédoine du Nord|مقدونيا الشمالية|Северная Македония|Macedonia
MK MKD The former Yugoslav Republic of Macedonia|FYROM|Macédoine|Македония|مقدونيا
ML MLI Mali|مالي|Мали
MM MMR Myanmar|ميانمار|Мьянма|Burma|Birmanie|Бирма|بورما
MN MNG Mongolia|Mongolie|منغوليا|Монголия
MO MAC Macao|مكاو|Макао
MP MNP Northern Mariana Islands|Îles Mariannes du Nord|جزر ماريانا الشمالية|Северные Марианские о-ва
MQ MTQ Martinique|جزر المارتينيك|Мартиника
MR MRT Mauritania|Mauritanie|موريتانيا|Мавритания
MS MSR Montserrat|مونتسرات|Монтсеррат
MT MLT Malta|Malte|مالطا|Мальта
MU MUS Mauritius|Maurice|موريشيوس|Маврикий
MV MDV Maldives|جزر المالديف|Мальдивы
MW MWI Malawi|ملاوي|Малави
MX MEX Mexico|Mexique|المكسيك|Мексика
MY MYS Malaysia|Malaisie|ماليزيا|Малайзия
MZ MOZ Mozambique|موزمبيق|Мозамбик
NA NAM Namibia|Namibie|ناميبيا|Намибия
NC NCL New Caledonia|Nouvelle-Calédonie|كاليدونيا الجديدة|Новая Каледония
NE NER Niger|النيجر|Нигер
NF NFK Norfolk Island|Île Norfolk|جزيرة نورفولك|о-в Норфолк
NG NGA Nigeria|نيجيريا|Нигерия
NI NIC Nicaragua|نيكاراغوا|Никарагуа
NL NLD Netherlands|Pays-Bas|هولندا|Нидерланды|The Netherlands|Holland|Netherlands (Kingdom of the)
NO NOR Norway|Norvège|النرويج|Норвегия
NP NPL Nepal|Népal|نيبال|Непал
NR NRU Nauru|ناورو|Науру
NU NIU Niue|نيوي|Ниуэ
NZ NZL New Zealand|Nouvelle-Zélande|نيوزيلندا|Новая Зеландия
OM OMN Oman|عُمان|Оман
PA PAN Panama|بنما|Панама
PE PER Peru|Pérou|بيرو|Перу
PF PYF French Polynesia|Polynésie française|بولينيزيا الفرنسية|Французская Полинезия
PG PNG Papua New Guinea|Papouasie-Nouvelle-Guinée|بابوا غينيا الجديدة|Папуа — Новая Гвинея
PH PHL Philippines|الفلبين|Филиппины
PK PAK Pakistan|باكستان|Пакистан
PL POL Poland|Pologne|بولندا|Польша
PM SPM St. Pierre & Miquelon|Saint-Pierre-et-Miquelon|سان بيير ومكويلون|Сен-Пьер и Микелон
PN PCN Pitcairn Islands|Pitcairn|Îles Pitcairn|جزر بيتكيرن|о-ва Питкэрн|острова Питкэрн
PR PRI Puerto Rico|Porto Rico|بورتوريكو|Пуэрто-Рико
PS PSE Palestine|فلسطين|Палестина|State of Palestine|Palestinian Territory|Palestinian Territories
PS PSE Occupied Palestinian Territory|oPt|Territoire palestinien occupé|الأراضي الفلسطينية|الأراضي الفلسطينية المحتلة
PS PSE Gaza|Gaza Strip|West Bank|غزة|قطاع غزة|Газа|Сектор Газа|Bande de Gaza|Палестинские территории
PT PRT Portugal|البرتغال|Португалия
PW PLW Palau|Palaos|بالاو|Палау
PY PRY Paraguay|باراغواي|Парагвай
QA QAT Qatar|قطر|Катар
RE REU Réunion|La Réunion|روينيون|Реюньон
RO ROU Romania|Roumanie|رومانيا|Румыния
RS SRB Serbia|Serbie|صربيا|Сербия
RU RUS Russia|Russie|روسيا|Россия|Russian Federation|Fédération de Russie|Российская Федерация|РФ|الاتحاد الروسي
RW RWA Rwanda|رواندا|Руанда
SA SAU Saudi Arabia|Arabie saoudite|المملكة العربية السعودية|Саудовская Аравия|Kingdom of Saudi Arabia|KSA|السعودية
SB SLB Solomon Islands|Îles Salomon|جزر سليمان|Соломоновы о-ва|Solomon Is.
SC SYC Seychelles|سيشل|Сейшельские о-ва
SD SDN Sudan|Soudan|السودان|Судан|Republic of the Sudan|The Sudan
SE SWE Sweden|Suède|السويد|Швеция
SG SGP Singapore|Singapour|سنغافورة|Сингапур
SH SHN St. Helena|Sainte-Hélène|سانت هيلينا|о-в Св. Елены
SI SVN Slovenia|Slovénie|سلوفينيا|Словения
SJ SJM Svalbard & Jan Mayen|Svalbard et Jan Mayen|سفالبارد وجان ماين|Шпицберген и Ян-Майен
SK SVK Slovakia|Slovaquie|سلوفاكيا|Словакия
SL SLE Sierra Leone|سيراليون|Сьерра-Леоне
SM SMR San Marino|Saint-Marin|سان مارينو|Сан-Марино
SN SEN Senegal|Sénégal|السنغال|Сенегал
SO SOM Somalia|Somalie|الصومال|Сомали|Federal Republic of Somalia|Somaliland|Puntland
SR SUR Suriname|سورينام|Суринам
SS SSD South Sudan|Soudan du Sud|جنوب السودان|Южный Судан|Republic of South Sudan|Sudan du Sud|جمهورية جنوب السودان
ST STP São Tomé & Príncipe|Sao Tomé-et-Principe|ساو تومي وبرينسيبي|Сан-Томе и Принсипи|Sao Tome and Principe
SV SLV El Salvador|Salvador|السلفادور|Сальвадор
SX SXM Sint Maarten|Saint-Martin (partie néerlandaise)|سانت مارتن|Синт-Мартен
SY SYR Syria|Syrie|سوريا|Сирия|Syrian Arab Republic|République arabe syrienne|الجمهورية العربية السورية|سورية
SY SYR Сирийская Арабская Республика
SZ SWZ Eswatini|إسواتيني|Эсватини|Swaziland|Свазиленд|سوازيلاند
TC TCA Turks & Caicos Islands|Îles Turques-et-Caïques|جزر توركس وكايكوس|Тёркс и Кайкос
TD TCD Chad|Tchad|تشاد|Чад
TF ATF French Southern Territories|Terres australes françaises|الأقاليم الجنوبية الفرنسية|Французские Южные территории
TG TGO Togo|توغو|Того
TH THA Thailand|Thaïlande|تايلاند|Таиланд
TJ TJK Tajikistan|Tadjikistan|طاجيكستان|Таджикистан
TK TKL Tokelau|توكيلاو|Токелау
TL TLS Timor-Leste|Timor oriental|تيمور - ليشتي|Восточный Тимор|East Timor|Тимор-Лешти|تيمور الشرقية
TM TKM Turkmenistan|Turkménistan|تركمانستان|Туркменистан
TN TUN Tunisia|Tunisie|تونس|Тунис
TO TON Tonga|تونغا|Тонга
TR TUR Türkiye|Turquie|تركيا|Турция|Turkey|Turkiye|Republic of Türkiye
TT TTO Trinidad & Tobago|Trinité-et-Tobago|ترينيداد وتوباغو|Тринидад и Тобаго|Trinidad and Tobago
TV TUV Tuvalu|توفالو|Тувалу
TW TWN Taiwan|Taïwan|تايوان|Тайвань|Taiwan, Province of China|Chinese Taipei
TZ TZA Tanzania|Tanzanie|تنزانيا|Танзания|United Republic of Tanzania|République-Unie de Tanzanie
UA UKR Ukraine|أوكرانيا|Украина|Україна
UG UGA Uganda|Ouganda|أوغندا|Уганда
US USA United States|US|États-Unis|الولايات المتحدة|Соединенные Штаты|США|United States of America|USA|U.S.A.|U.S.
US USA États-Unis d’Amérique|Соединенные Штаты Америки|الولايات المتحدة الأمريكية
UY URY Uruguay|أورغواي|Уругвай
UZ UZB Uzbekistan|Ouzbékistan|أوزبكستان|Узбекистан
VA VAT Vatican City|État de la Cité du Vatican|الفاتيكان|Ватикан|Holy See|Vatican|Saint-Siège|Святой Престол|Vatican City State
VA VAT الكرسي الرسولي
VC VCT St. Vincent & Grenadines|Saint-Vincent-et-les Grenadines|سانت فنسنت وجزر غرينادين|Сент-Винсент и Гренадины
VC VCT Saint Vincent and the Grenadines
VE VEN Venezuela|فنزويلا|Венесуэла|Venezuela (Bolivarian Republic of)|Bolivarian Republic of Venezuela
VG VGB British Virgin Islands|Îles Vierges britanniques|جزر فيرجن البريطانية|Виргинские о-ва (Великобритания)
VG VGB Виргинские острова (Великобритания)
VI VIR U.S. Virgin Islands|Îles Vierges des États-Unis|جزر فيرجن الأمريكية|Виргинские о-ва (США)|Виргинские острова (США)
VN VNM Vietnam|Viêt Nam|فيتنام|Вьетнам|Viet Nam|Socialist Republic of Viet Nam
VU VUT Vanuatu|فانواتو|Вануату
WF WLF Wallis & Futuna|Wallis-et-Futuna|جزر والس وفوتونا|Уоллис и Футуна
WS WSM Samoa|ساموا|Самоа
XK XKX Kosovo|كوسوفو|Косово|Kosovo (UNSCR 1244)
YE YEM Yemen|Yémen|اليمن|Йемен|Republic of Yemen|Yemen, Rep.|الجمهورية اليمنية
YT MYT Mayotte|مايوت|Майотта
ZA ZAF South Africa|Afrique du Sud|جنوب أفريقيا|Южно-Африканская Республика|ЮАР|Republic of South Africa
ZM ZMB Zambia|Zambie|زامبيا|Замбия
ZW ZWE Zimbabwe|زيمبابوي|Зимбабве
"""
