"""What people are shown: the page, the workbook with remarks, lines for a terminal; words in four languages."""
