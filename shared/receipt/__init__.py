"""Our paper, free of devices: a document of lines, and how operations and cards become one."""
