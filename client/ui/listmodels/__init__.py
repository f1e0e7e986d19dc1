"""Lists that QML repeats: rows of presented strings behind Qt's list interface."""
