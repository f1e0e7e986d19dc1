"""The installed app. Briefcase wants a package named after it; the till itself is `client`."""
