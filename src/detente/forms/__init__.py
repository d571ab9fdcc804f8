"""Forms that go out: how people without this program say what must be spared, so that it is read without guessing. Pure.

``columns`` what is asked, once for all forms · ``language`` the words, one module a language · ``workbook`` XLSX ·
``xlsform`` ODK and Kobo · ``page`` paper, to be read by voice · ``radio`` one line for radio, SMS and satellite with check words.

What is never asked: armed presence near a site, patients, occupants, homes, names of drivers (G6, G8).
"""
