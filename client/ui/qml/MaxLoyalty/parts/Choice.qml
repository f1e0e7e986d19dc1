pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import MaxLoyalty

// One of a few, side by side.
//
//   values  list of string  what is chosen, one each
//   labels  list of string  what it is called
//   current string          the chosen value
//   prefix  string          objectNames: <prefix>_<value>
//   columns int             how many in a line
//   chosen(value)           signal
GridLayout {
    id: choice

    property list<string> values
    property list<string> labels
    property string current
    property string prefix: "choice"

    signal chosen(string value)

    columnSpacing: Theme.spaceS
    rowSpacing: Theme.spaceS
    columns: values.length
    uniformCellWidths: true

    Repeater {
        model: choice.values

        T.AbstractButton {
            id: option

            required property int index
            required property string modelData
            readonly property bool isChosen: modelData === choice.current

            objectName: `${choice.prefix}_${modelData}`
            Layout.fillWidth: true
            implicitHeight: Theme.target
            text: choice.labels[index]
            Accessible.role: Accessible.RadioButton
            Accessible.name: text
            Accessible.checked: isChosen
            onClicked: choice.chosen(modelData)

            background: Rectangle {
                radius: Theme.radiusM
                color: option.isChosen ? Theme.accentSoft : option.down ? Theme.pressed : Theme.raised
                border.width: option.isChosen || option.visualFocus ? Theme.lineStrong : 0
                border.color: Theme.accent
            }

            contentItem: AppText {
                horizontalAlignment: Text.AlignHCenter
                leftPadding: Theme.spaceS
                rightPadding: Theme.spaceS
                text: option.text
                color: option.isChosen ? Theme.accent : Theme.text
                font.weight: Theme.weightMedium
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.fontCaption
            }
        }
    }
}
