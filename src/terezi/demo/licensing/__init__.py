"""The licensing side of Garagum: a year of files, taken through the desk's own actions, with plants 9, 10, 12 and 14."""
