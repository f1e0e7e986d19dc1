import QtQuick
import QtQuick.Shapes
import MaxLoyalty

// A line icon from IconPaths.
//
//   name    string  a key of IconPaths.byName; nothing is drawn for an empty one
//   color   color   the stroke
//   size    int     width and height
//   weight  real    the stroke in units of the 24-unit box
Item {
    id: glyph

    property string name
    property color color: Theme.text
    property int size: Theme.icon
    property real weight: 1.9

    implicitWidth: size
    implicitHeight: size

    Shape {
        anchors.fill: parent
        visible: glyph.name !== ""

        ShapePath {
            strokeColor: glyph.color
            strokeWidth: glyph.weight * glyph.size / 24
            fillColor: "transparent"
            capStyle: ShapePath.RoundCap
            joinStyle: ShapePath.RoundJoin
            scale: Qt.size(glyph.size / 24, glyph.size / 24)

            PathSvg {
                path: IconPaths.byName[glyph.name] ?? ""
            }
        }
    }
}
