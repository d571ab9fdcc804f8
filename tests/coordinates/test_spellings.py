"""Real spellings of one place, Kunduz 36.718031 N 68.862211 E, and of others: what each is read as."""

import pytest

from detente.coordinates import Candidate, read
from detente.coordinates.areas import distance_m, inside

LATITUDE, LONGITUDE = 36.718031, 68.862211
KUNDUZ = """
36.718031, 68.862211
36.718031 68.862211
36.718031,68.862211
36.718031;68.862211
36.718031; 68.862211
36.718031	68.862211
36.718031/68.862211
36.718031 | 68.862211
(36.718031, 68.862211)
[36.718031, 68.862211]
+36.718031, +68.862211
+36.718031+068.862211/
+36.718031+068.862211+391.0/
36.718031 N, 68.862211 E
36.718031N 68.862211E
36.718031N68.862211E
N36.718031 E68.862211
N 36.718031, E 68.862211
n36.718031e68.862211
36.718031° N, 68.862211° E
36.718031°N 68.862211°E
36.718031º N, 68.862211º E
36.718031˚ N, 68.862211˚ E
36.718031 deg N 68.862211 deg E
36.718031 degrees north, 68.862211 degrees east
Latitude: 36.718031, Longitude: 68.862211
Latitude: 36.718031 Longitude: 68.862211
lat 36.718031 lon 68.862211
lat=36.718031&lon=68.862211
Lat. 36.718031 Long. 68.862211
lat: 36.718031 lng: 68.862211
lon 68.862211 lat 36.718031
Longitude: 68.862211; Latitude: 36.718031
68.862211 E, 36.718031 N
E68.862211 N36.718031
68.862211E/36.718031N
lat/lon: 36.718031, 68.862211
lat, lon: 36.718031 68.862211
Lon/Lat 68.862211 36.718031
GPS: 36.718031, 68.862211
coordinates 36.718031 N 68.862211 E
36,718031 68,862211
36,718031; 68,862211
36,718031, 68,862211
36,718031,68,862211
36,718031 N, 68,862211 E
36,718031° N 68,862211° E
36,718031°С 68,862211°В
36.718031° с.ш. 68.862211° в.д.
36.718031 с.ш., 68.862211 в.д.
36,718031 с. ш. 68,862211 в. д.
36.718031 северной широты 68.862211 восточной долготы
широта 36.718031 долгота 68.862211
Широта: 36,718031; Долгота: 68,862211
С 36.718031 В 68.862211
36.718031 пн.ш., 68.862211 сх.д.
Координаты: 36.718031, 68.862211
36.718031 nord 68.862211 est
Latitude 36,718031 Nord, Longitude 68,862211 Est
latitude : 36,718031 ; longitude : 68,862211
٣٦٫٧١٨٠٣١، ٦٨٫٨٦٢٢١١
٣٦.٧١٨٠٣١ ٦٨.٨٦٢٢١١
٣٦٫٧١٨٠٣١ ش ٦٨٫٨٦٢٢١١ ق
٣٦٫٧١٨٠٣١ شمال ٦٨٫٨٦٢٢١١ شرق
36.718031 شمالاً 68.862211 شرقاً
36.718031° شمالا، 68.862211° شرقا
خط العرض 36.718031 خط الطول 68.862211
خط العرض: ٣٦٫٧١٨٠٣١ خط الطول: ٦٨٫٨٦٢٢١١
خط عرض 36.718031 شمالا وخط طول 68.862211 شرقا
دائرة عرض 36.718031 خط طول 68.862211
۳۶٫۷۱۸۰۳۱ شمالی ۶۸٫۸۶۲۲۱۱ شرقی
۳۶.۷۱۸۰۳۱، ۶۸.۸۶۲۲۱۱
३६.७१८०३१, ६८.८६२२११
３６．７１８０３１，６８．８６２２１１
‏36.718031‏, ‏68.862211‏
36°43'04.91"N 68°51'43.96"E
36°43'04.91"N 068°51'43.96"E
36°43′04.91″N 68°51′43.96″E
36° 43' 04.91" N, 68° 51' 43.96" E
36° 43’ 04.91” N 68° 51’ 43.96” E
36° 43' 04.91'' N 68° 51' 43.96'' E
36º43´04.91´´N 68º51´43.96´´E
36˚43`04.91``N 68˚51`43.96``E
36*43'04.91"N 68*51'43.96"E
36Â°43'04.91"N 68Â°51'43.96"E
36Â°43â€²04.91â€³N 68Â°51â€²43.96â€³E
N36°43'04.91" E68°51'43.96"
N 36° 43' 04.91", E 068° 51' 43.96"
36 43 04.91 N 68 51 43.96 E
36 43 04.91N, 68 51 43.96E
N 36 43 04.91 E 068 51 43.96
36:43:04.91N 68:51:43.96E
36:43:04.91 N, 068:51:43.96 E
36-43-04.91N 068-51-43.96E
36-43-04.91 N 068-51-43.96 E
N36-43-04.91 E068-51-43.96
36d43m04.91s N 68d51m43.96s E
36d 43m 04.91s N, 68d 51m 43.96s E
36d43m04.91sN 68d51m43.96sE
36d43'04.91"N 68d51'43.96"E
36°43'04,91"N 68°51'43,96"E
36° 43' 04,91" N ; 68° 51' 43,96" E
36°43'04,91"С 68°51'43,96"В
36°43′04,91″ с. ш. 68°51′43,96″ в. д.
36 град 43 мин 04,91 сек с.ш. 68 град 51 мин 43,96 сек в.д.
36 градусов 43 минуты 04.91 секунды северной широты, 68 градусов 51 минута 43.96 секунды восточной долготы
36 degrés 43 minutes 04,91 secondes Nord 68 degrés 51 minutes 43,96 secondes Est
36 درجة 43 دقيقة 04.91 ثانية شمال 68 درجة 51 دقيقة 43.96 ثانية شرق
٣٦° ٤٣' ٠٤٫٩١" ش ٦٨° ٥١' ٤٣٫٩٦" ق
68°51'43.96"E 36°43'04.91"N
364304.91N 0685143.96E
364304.91N0685143.96E
N364304.91 E0685143.96
+364304.91+0685143.96/
36°43'04.91N 68°51'43.96E
36.43.04,91 N 68.51.43,96 E
36 43 04.91, N, 68 51 43.96, E
36° 43.08186' N 68° 51.73266' E
36°43.08186'N, 068°51.73266'E
N36 43.08186 E068 51.73266
36 43.08186N 68 51.73266E
36-43.08186N 068-51.73266E
36:43.08186 N 68:51.73266 E
36° 43,08186' С 68° 51,73266' В
3643.08186N 06851.73266E
3643.08186,N,06851.73266,E
N3643.08186 E06851.73266
+3643.08186+06851.73266/
$GPGLL,3643.08186,N,06851.73266,E,092751.000,A
$GPGGA,092750.000,3643.08186,N,06851.73266,E,1,8,1.03,61.7,M,55.2,M,,
$GPRMC,092750.000,A,3643.08186,N,06851.73266,E,0.02,31.66,280511,,,A
42S VF 87694 63602
42SVF8769463602
42S VF8769463602
42s vf 87694 63602
42 S VF 87694 63602
MGRS: 42S VF 87694 63602
MGRS 42SVF 8769463602
42S-VF-87694-63602
٤٢S VF ٨٧٦٩٤ ٦٣٦٠٢
UTM 42 north 487695 4063602
42N 487695 4063602
UTM 42N 487695 4063602
UTM 42N 487695mE 4063602mN
Zone 42N, 487695 E, 4063602 N
zone 42 N E 487695 N 4063602
42 North 487695 mE 4063602 mN
487695 E 4063602 N zone 42N
42N 0487695 4063602
42N 487 695 4 063 602
42N 487,695 4,063,602
42N 4063602N 487695E
UTM 42N easting 487695 northing 4063602
UTM zone 42 north x=487695 y=4063602
зона 42 север 487695 4063602
EPSG:32642 487695 4063602
8J8CPV96+6V8
8j8cpv96+6v
8J8CPV96+6V Kunduz, Afghanistan
geo:36.718031,68.862211
geo:36.718031,68.862211;crs=wgs84
geo:36.718031,68.862211,391;u=10
geo:0,0?q=36.718031,68.862211(Kunduz)
GEO:36.718031,68.862211?z=17
https://www.google.com/maps?q=36.718031,68.862211
https://maps.google.com/?q=loc:36.718031,68.862211
https://www.google.com/maps/search/?api=1&query=36.718031%2C68.862211
https://www.google.com/maps/place/36%C2%B043'04.9%22N+68%C2%B051'44.0%22E/@36.7,68.8,17z/data=!3m1!4b1!4m4!3m3!8m2!3d36.718031!4d68.862211
https://www.google.com/maps/place/36%C2%B043'04.91%22N+68%C2%B051'43.96%22E
https://www.google.com/maps/dir/?api=1&destination=36.718031,68.862211
https://www.google.com/maps/search/36.718031,+68.862211?entry=tts
https://www.openstreetmap.org/?mlat=36.718031&mlon=68.862211#map=17/36.7/68.8
https://maps.apple.com/?ll=36.718031,68.862211&q=Hospital
https://maps.apple.com/?q=36.718031,68.862211
https://www.bing.com/maps?sp=point.36.718031_68.862211_Hospital
https://yandex.ru/maps/?pt=68.862211,36.718031&z=17
https://yandex.ru/maps/?text=36.718031,68.862211
https://yandex.ru/maps/?whatshere[point]=68.862211,36.718031
https://waze.com/ul?ll=36.718031,68.862211&navigate=yes
https://2gis.ru/geo/68.862211,36.718031
POINT (68.862211 36.718031)
SRID=4326;POINT(68.862211 36.718031)
POINT Z (68.862211 36.718031 391)
{"type": "Point", "coordinates": [68.862211, 36.718031]}
WGS84 36.718031 68.862211
36.718031 68.862211 391.0 4.5
36°.718031 N 68°.862211 E
N 36.718031 - E 68.862211
36.718031, 68.862211 (WGS 84)
36.718031 68.862211 EPSG:4326
Datum: WGS-84; 36.718031 N 68.862211 E
"""
LINES = [line for line in KUNDUZ.split("\n") if line.strip()]
AMBIGUOUS = """
42S 487695 4063602 | 36.718 68.862 | -53.576 68.814
12,5,13,5 | 12.5 13.5 | 12.0833 13.0833
36.43.05 68.51.44 | 36.7181 68.8622 | 36.7175 68.8573
-36.7 S, 68.8 E | -36.7 68.8 | 36.7 68.8
-36.7 N 68.8 E | 36.7 68.8 | -36.7 68.8
36.7 N -68.8 W | 36.7 -68.8 | 36.7 68.8
36.718-68.862 | 36.718 68.862 | 36.718 -68.862
36.718 - 68.862 | 36.718 68.862 | 36.718 -68.862
6,7,8 | 6.7 8 | 6 7.8
13,5 N 2,1 O | 13.5 -2.1 | 13.5 2.1
utm 42 487695 4063602 | 36.718 68.862 | -53.576 68.814
"""
REFUSED = """
"" | no position
36.718031 | one number
36,718031 | one number
36 N 36 N | both angles are marked as latitude
36.7 E 68.8 E | both angles are marked as longitude
lat 36.7 lat 68.8 | both angles are marked as latitude
36°75'10"N 68°51'44"E | 75 minutes
36°43'75"N 68°51'44"E | 75 seconds
36.75.70 68.51.44 | 75 minutes
95.2 N 68.8 E | latitude 95.2 is over 90
36.7, 291.2 | longitude 291.2 is over 180
136.7, 191.2 | over
36.5 30 N 68.5 30 E | has decimals
36718031, 68862211 | too large for degrees
487695 4063602 | too large for degrees
UTM 487695 4063602 | zone is missing
UTM 42I 487695 4063602 | no band
UTM 61N 487695 4063602 | no UTM zone 61
UTM 42N 48769 4063602 | easting
VF 8769 6360 | grid zone designator
42S VF 8769 636 | halve
42S VF 876943 63602 | halve
42S VF 876943636 | halve
42S AF 87694 63602 | no square AF
61S VF 87694 63602 | no grid zone
42I VF 87694 63602 | no grid zone
42T VF 87694 63602 | band
PV96+6V | short plus code
PV96+6V Kunduz | short plus code
https://maps.app.goo.gl/abcdefg | short link
https://goo.gl/maps/abcdefg | short link
https://yandex.ru/maps/-/CDabcd | short link
https://osm.org/go/0EEQjE== | short link
https://www.google.com/maps/place/Kunduz | word
https://example.org/ | holds no position
///filled.count.soap | three words
https://w3w.co/filled.count.soap | three words
https://map.baidu.com/?q=36.7,68.8 | shifted
geo:36.7 | malformed
geo:36.7,68.8;crs=nad27 | nad27
hospital | word
36.7 N 68.8 E near the bridge | word
36.7 N 68.8 E Clarke 1880 | ellipsoid
36.7 N 68.8 E EPSG:3857 | are not read
36.7 N 68.8 E EPSG:99999 | no coordinate reference system
ED50 36.7 N 68.8 E WGS84 | two datums
36.7 # 68.8 | is not part
36 43 05 68 51 | 5 numbers
36°43.05.2 N | do not part
36.718031 68.862211 391 | 3 numbers
$GPRMC,092750.000,V,3643.08186,N,06851.73266,E,0.02,31.66,280511,,,A | no fix
$GPGLL,3643.08186,N,06851.73266,E,092751.000,A*00 | check sum
"""


def lines(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.rsplit(" | ", line.count(" | "))] for line in table.split("\n") if line.strip()]


def test_there_are_enough_of_them() -> None:
    assert len(LINES) >= 120
    assert len(set(LINES)) == len(LINES)


@pytest.mark.parametrize("text", LINES)
def test_a_place_is_read_in_every_spelling(text: str) -> None:
    reading = read(text)
    only = reading.only
    assert only is not None, reading
    assert reading.text == text
    off = distance_m(LATITUDE, LONGITUDE, only.latitude, only.longitude)
    assert off <= only.accuracy_m <= 25
    # The texts themselves are rounded: up to 0.1 m.
    assert inside(only.area, LATITUDE, LONGITUDE) or off < 0.2


@pytest.mark.parametrize(("text", "expected"), [(row[0], row[1:]) for row in lines(AMBIGUOUS)])
def test_what_means_several_places_comes_back_with_all(text: str, expected: list[str]) -> None:
    def near(candidate: Candidate, latitude: str, longitude: str) -> bool:
        return abs(candidate.latitude - float(latitude)) < 6e-4 and abs(candidate.longitude - float(longitude)) < 6e-4

    reading = read(text)
    assert len(reading.candidates) == len(expected), reading
    assert all(near(one, *place.split()) for one, place in zip(reading.candidates, expected, strict=True)), reading


@pytest.mark.parametrize(("text", "words"), [(row[0], row[1]) for row in lines(REFUSED)])
def test_what_is_no_position_is_refused_with_a_reason_and_a_hint(text: str, words: str) -> None:
    reading = read(text.strip('"') if text == '""' else text)
    assert not reading.candidates, reading
    assert words in reading.problem
    assert reading.hint
