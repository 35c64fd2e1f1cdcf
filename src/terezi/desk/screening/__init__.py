"""Names, owners, serial numbers and wallets, compared with lists that say which version they are."""
