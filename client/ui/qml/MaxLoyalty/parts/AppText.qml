import QtQuick
import MaxLoyalty

// Words on a screen: the body size in the main colour unless told otherwise. They go on in the next line
// where there is no room and are never cut; a number is an AmountText instead.
Text {
    id: words

    color: Theme.text
    font.pixelSize: Theme.fontBody
    font.features: Theme.figures(words.text)
    wrapMode: Text.Wrap
    textFormat: Text.PlainText
    verticalAlignment: Text.AlignVCenter
}
