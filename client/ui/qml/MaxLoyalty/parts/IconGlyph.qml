import QtQuick
import MaxLoyalty

// A line icon of ours, drawn by GlyphImages of Python.
//
//   name    string  a key of GLYPHS; nothing is drawn for an empty one
//   color   color   the stroke
//   size    int     width and height
//   weight  real    the stroke in units of the 24-unit box
Image {
    property string name
    property color color: Theme.text
    property int size: Theme.icon
    property real weight: 1.9

    source: name === "" ? "" : `image://glyph/${name}/${weight}/${color}`
    sourceSize: Qt.size(size, size)
    Accessible.ignored: true
}
