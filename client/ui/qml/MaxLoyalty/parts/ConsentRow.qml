import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import MaxLoyalty

// One question to the guest: a box to tick, what it says, and the text it stands for (CSH-49).
//
//   text, note, error, readText  string
//   isAccepted bool
//   activate() function: the box has the keyboard's attention
//   answered(accepted), read()   signals; the buttons are <objectName> and <objectName>Read
RowLayout {
    id: row

    property string name
    property string text
    property string note
    property string error
    property string readText
    property bool isAccepted: false

    signal answered(bool accepted)
    signal read

    spacing: Theme.spaceM

    T.AbstractButton {
        id: box

        objectName: row.name
        Layout.fillWidth: true
        implicitHeight: Math.max(Theme.target, words.implicitHeight + Theme.spaceS * 2)
        leftPadding: Theme.spaceS // the ring of the keyboard goes around the box, not through it
        checkable: true
        checked: row.isAccepted
        focusPolicy: Qt.TabFocus
        Accessible.role: Accessible.CheckBox
        Accessible.name: row.text
        Accessible.checked: checked
        onToggled: row.answered(checked)

        background: FocusRing {
            isShown: box.visualFocus
        }

        contentItem: RowLayout {
            spacing: Theme.spaceS

            Rectangle {
                implicitWidth: Theme.px(40)
                implicitHeight: implicitWidth
                radius: Theme.radiusS
                color: box.checked ? Theme.accent : Theme.surface
                border.width: box.checked ? 0 : Theme.lineStrong
                border.color: row.error !== "" ? Theme.danger : Theme.edge

                IconGlyph {
                    anchors.centerIn: parent
                    visible: box.checked
                    name: "check"
                    weight: 2.6
                    color: Theme.accentInk
                }
            }

            Column {
                id: words

                Layout.fillWidth: true

                AppText {
                    width: parent.width
                    text: row.text
                    wrapMode: Text.Wrap
                }

                AppText {
                    width: parent.width
                    text: row.error || row.note
                    font.pixelSize: Theme.fontCaption
                    color: row.error !== "" ? Theme.danger : Theme.textFaint
                    wrapMode: Text.Wrap
                }
            }
        }
    }

    AppButton {
        objectName: `${row.name}Read`
        kind: "quiet"
        text: row.readText
        font.pixelSize: Theme.fontBody
        onClicked: row.read()
    }

    function activate(): void {
        box.forceActiveFocus(Qt.TabFocusReason);
    }
}
