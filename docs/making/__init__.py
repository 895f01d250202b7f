"""What the pages are made of besides their text: rules, commands, formats, settings, pictures."""
