"""Demo data: pure generators and readers of rows in ERPNext's shape, and one writer that puts them on a site.

========================  =====================================================================  ============
module                    holds                                                                  frappe
========================  =====================================================================  ============
``rows``                  the shape of a data set, names, exchange rates, where real data lies   no
``words`` ``cast``        invented suppliers, items and customers with their profiles            no
``buying``                purchase orders of the demo company                                    no
``receiving``             its receipts, returns and inspections                                  no
``invoicing``             its purchase invoices and credit notes                                 no
``selling`` ``touches``   sales and POS invoices; communications, calls, events, issues          no
``interactions``          users, contacts, interactions and the tasks that follow                no
``company``               ``generate(seed, as_of)``: the demo company                            no
``scms``                  reader of USAID's delivery history                                     no
``online_retail``         reader of UCI's Online Retail II                                       no (duckdb)
``columns``               a document as ERPNext's columns: amounts, totals, statuses             no
``writer``                bulk inserts on a site                                                 yes
``mails``                 a report schedule and its deliveries                                   yes
``story``                 what people decide, and the one story through all of it                yes
========================  =====================================================================  ============
"""
