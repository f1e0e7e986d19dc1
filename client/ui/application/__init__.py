"""The window of the till: Qt, its event loop, the QML engine and what feeds it."""
