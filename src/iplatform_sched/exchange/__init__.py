"""Files in and out: folders of CSV and YAML, scenarios, plans. The only floor that imports pandas."""
