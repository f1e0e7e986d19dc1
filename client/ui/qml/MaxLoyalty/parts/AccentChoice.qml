pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import MaxLoyalty

// Which colour is the restaurant's: a patch and a name each; the chosen one has a tick, not only a frame.
//
//   values, names  list of string  what is chosen, and what it is called
//   colours        list of string  how it would look; empty: the till's own
//   current        string
//   chosen(value)  signal; objectNames are lookAccent_<value>
GridLayout {
    id: choice

    property list<string> values
    property list<string> names
    property list<string> colours
    property string current

    signal chosen(string value)

    columns: Theme.isFolded ? 2 : 4
    columnSpacing: Theme.spaceS
    rowSpacing: Theme.spaceS
    uniformCellWidths: true

    Repeater {
        model: choice.values

        T.AbstractButton {
            id: patch

            required property int index
            required property string modelData
            readonly property bool isChosen: modelData === choice.current

            objectName: `lookAccent_${modelData}`
            Layout.fillWidth: true
            implicitHeight: Math.max(Theme.target, words.implicitHeight + Theme.spaceS * 2)
            implicitWidth: words.implicitWidth + dot.width + Theme.spaceM + Theme.spaceS * 2
            text: choice.names[index] ?? ""
            Accessible.role: Accessible.RadioButton
            Accessible.name: text
            Accessible.checked: isChosen
            onClicked: choice.chosen(modelData)

            background: Rectangle {
                radius: Theme.radiusM
                color: patch.down ? Theme.pressed : Theme.raised
                border.width: patch.isChosen ? Theme.lineStrong : Theme.isContrasted ? Theme.line : 0
                border.color: patch.isChosen ? Theme.accent : Theme.edge

                FocusRing {
                    isShown: patch.visualFocus
                }
            }

            contentItem: Item {
                Rectangle {
                    id: dot

                    x: Theme.spaceM
                    anchors.verticalCenter: parent.verticalCenter
                    width: Math.round(Theme.iconSmall * 1.4)
                    height: width
                    radius: width / 2
                    color: choice.colours[patch.index] || Theme.accentOwn

                    IconGlyph {
                        anchors.centerIn: parent
                        visible: patch.isChosen
                        name: "check"
                        size: Theme.iconSmall
                        color: Theme.accentInk
                    }
                }

                AppText {
                    id: words

                    anchors.left: dot.right
                    anchors.right: parent.right
                    anchors.margins: Theme.spaceS
                    anchors.verticalCenter: parent.verticalCenter
                    text: patch.text
                    font.pixelSize: Theme.fontSmall
                }
            }
        }
    }
}
