import QtQuick
import MaxLoyalty

// Words on a screen: the body size in the main colour unless told otherwise.
Text {
    id: words

    color: Theme.text
    font.pixelSize: Theme.fontBody
    font.features: Theme.figures(words.text)
    elide: Text.ElideRight
    textFormat: Text.PlainText
    verticalAlignment: Text.AlignVCenter
}
