"""From the record to the office: planned against aired, airtime accounts, and the papers made of them."""
