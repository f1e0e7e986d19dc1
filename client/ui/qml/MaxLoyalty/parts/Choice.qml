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

    Layout.fillHeight: false
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
            Layout.fillHeight: true
            implicitHeight: Math.max(Theme.target, label.implicitHeight + Theme.spaceS * 2)
            text: choice.labels[index]
            Accessible.role: Accessible.RadioButton
            Accessible.name: text
            Accessible.checked: isChosen
            onClicked: choice.chosen(modelData)

            background: Rectangle {
                radius: Theme.radiusM
                color: option.isChosen ? Theme.accentSoft : option.down ? Theme.pressed : Theme.raised
                border.width: option.isChosen ? Theme.lineStrong : Theme.isContrasted ? Theme.line : 0
                border.color: option.isChosen ? Theme.accent : Theme.edge

                FocusRing {
                    isShown: option.visualFocus
                }
            }

            contentItem: AppText {
                id: label

                horizontalAlignment: Text.AlignHCenter
                leftPadding: Theme.spaceS
                rightPadding: Theme.spaceS
                text: option.text
                color: option.isChosen ? Theme.accent : Theme.text
                font.weight: Theme.weightMedium
                wrapMode: Text.WordWrap
                fontSizeMode: Text.Fit
                minimumPixelSize: Theme.fontLeast
            }
        }
    }
}
