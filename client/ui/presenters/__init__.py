"""Every displayed string and the name of its colour: values in, words out. Free of Qt."""
