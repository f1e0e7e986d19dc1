import QtQuick
import MaxLoyalty

// Words on a screen: the body size in the main colour unless told otherwise.
Text {
    color: Theme.text
    font.pixelSize: Theme.fontBody
    elide: Text.ElideRight
    textFormat: Text.PlainText
    verticalAlignment: Text.AlignVCenter
}
