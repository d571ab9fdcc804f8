"""Every parser under hostile bytes: what it reads or refuses, never what it lets crash or grow."""
