pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import MaxLoyalty

// The one button of the till, at least 64 high; a label that finds no room goes on in a second line.
//
//   text      string  what it does, a verb
//   kind      string  primary | secondary | quiet | danger; one primary a screen
//   glyph     string  an icon of GLYPHS before the text; alone when the text is empty
//   hint      string  why this person may not; then it is drawn disabled, takes no taps and says
//                     so under a finger or a pointer (CSH-89)
//   isBusy    bool    work is under way: dimmed, takes no taps; what it says can still be read
//   leastHeight  int  higher than others for the main action; it still grows with its label
//   name      string  Accessible.name; the text unless given (an icon alone must give it)
//   clicked() signal
T.Button {
    id: button

    property string kind: "secondary"
    property string glyph
    property string hint
    property bool isBusy: false
    property string name: text
    property int leastHeight: Theme.target

    readonly property bool isForbidden: hint !== ""
    readonly property bool isUsable: enabled && !isForbidden
    readonly property bool isOnly: text === ""
    readonly property real glyphRoom: glyph === "" ? 0 : Theme.icon + label.spacing
    readonly property color face: ({
            "primary": Theme.accent,
            "danger": Theme.danger,
            "quiet": "transparent"
        })[kind] ?? Theme.raised
    readonly property color faceDown: ({
            "primary": Theme.accentPressed,
            "danger": Theme.dangerPressed
        })[kind] ?? Theme.pressed
    readonly property color ink: isUsable ? inks[kind] ?? Theme.text : Theme.text
    readonly property var inks: ({
            "primary": Theme.accentInk,
            "danger": Theme.dangerInk
        })

    implicitHeight: Math.max(leastHeight, isOnly ? 0 : words.implicitHeight + Theme.spaceS * 2)
    implicitWidth: isOnly ? implicitHeight : Math.max(Theme.targetMin, Math.ceil(words.implicitWidth) + glyphRoom + leftPadding + rightPadding)
    horizontalPadding: isOnly ? 0 : Theme.spaceL
    enabled: !isBusy
    hoverEnabled: true
    focusPolicy: isForbidden ? Qt.NoFocus : Qt.TabFocus
    font.pixelSize: Theme.fontLarge
    font.weight: Theme.weightMedium
    Accessible.name: name
    Accessible.description: hint
    Keys.onReturnPressed: button.click()
    Keys.onEnterPressed: button.click()

    background: Rectangle {
        radius: Theme.radiusM
        color: button.down ? button.faceDown : button.face
        opacity: button.isUsable ? 1 : 0.45
        border.width: Theme.isContrasted && button.kind === "secondary" ? Theme.line : 0
        border.color: Theme.edge

        FocusRing {
            isShown: button.visualFocus
        }

        Behavior on color {
            ColorAnimation {
                duration: Theme.quick
            }
        }
    }

    contentItem: Item {
        Row {
            id: label

            anchors.centerIn: parent
            spacing: Theme.spaceS + Theme.spaceXs
            opacity: button.isUsable ? 1 : button.kind in button.inks ? 0.75 : 0.5

            IconGlyph {
                anchors.verticalCenter: parent.verticalCenter
                visible: button.glyph !== ""
                name: button.glyph
                color: button.ink
            }

            AppText {
                id: words

                anchors.verticalCenter: parent.verticalCenter
                visible: !button.isOnly
                width: Math.min(Math.ceil(implicitWidth), button.availableWidth - button.glyphRoom)
                height: Math.min(implicitHeight, button.height)
                horizontalAlignment: button.glyph === "" ? Text.AlignHCenter : Text.AlignLeft
                text: button.text
                font: button.font
                wrapMode: Text.WordWrap
                fontSizeMode: Text.Fit
                minimumPixelSize: Theme.fontLeast
                color: button.ink
            }
        }
    }

    Loader {
        anchors.fill: parent
        active: button.isForbidden
        sourceComponent: MouseArea {
            id: cover

            hoverEnabled: true

            T.ToolTip {
                y: -implicitHeight - Theme.spaceS
                visible: cover.pressed || cover.containsMouse
                padding: Theme.spaceM
                implicitWidth: Math.min(contentItem.implicitWidth + padding * 2, Theme.panelWidth)
                implicitHeight: contentItem.implicitHeight + padding * 2

                contentItem: AppText {
                    text: button.hint
                    font.pixelSize: Theme.fontSmall
                    wrapMode: Text.Wrap
                }
                background: Rectangle {
                    radius: Theme.radiusS
                    color: Theme.overlay
                    border.width: Theme.line
                    border.color: Theme.edge
                }
            }
        }
    }
}
