import QtQuick
import QtQuick.Layouts
import MaxLoyalty

// A number of a shift's report, or the name of its column.
//
//   text    string
//   isHead  bool  the name of the column
AmountText {
    property bool isHead: false

    Layout.fillWidth: Theme.isFolded
    horizontalAlignment: Text.AlignRight
    font.pixelSize: isHead ? Theme.fontSmall : Theme.fontBody
    color: isHead ? Theme.textMuted : Theme.text
}
