import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import MaxLoyalty
import MaxLoyalty.ViewModels

// The truth about the connection in one line; a tap tells all of it. A server that refuses is told here
// too, with a way to try again (CSH-80, CSH-82).
//
//   app  AppViewModel
T.AbstractButton {
    id: line

    required property AppViewModel app
    readonly property ConnectionViewModel vm: app.status.connection
    readonly property string title: vm.title
    readonly property real titleEnd: headline.x + headline.width
    readonly property string kind: vm.kind
    readonly property color ink: ({
            "danger": Theme.danger,
            "warning": Theme.warning
        })[vm.kind] ?? Theme.textMuted

    text: vm.text
    implicitHeight: Theme.statusLine
    focusPolicy: Qt.TabFocus
    Accessible.role: Accessible.Button
    Accessible.name: [title, text, app.texts.connectionMore].join(". ")
    onClicked: line.vm.show()

    background: Rectangle {
        color: line.down ? Theme.pressed : ({
                "danger": Theme.dangerSoft,
                "warning": Theme.warningSoft
            })[line.vm.kind] ?? Theme.surface

        Rectangle {
            anchors.bottom: parent.bottom
            width: parent.width
            height: Theme.line
            color: Theme.outline
        }

        FocusRing {
            isShown: line.visualFocus
        }
    }

    contentItem: RowLayout {
        spacing: Theme.spaceS

        IconGlyph {
            Layout.leftMargin: Theme.spaceM
            name: line.vm.glyph
            size: Theme.iconSmall
            color: line.ink
        }

        AppText {
            id: headline

            objectName: "statusLineTitle"
            visible: text !== ""
            text: line.title
            font.pixelSize: Theme.fontSmall
            font.weight: Theme.weightStrong
            color: line.ink
        }

        AppText {
            objectName: "statusLineText"
            Layout.fillWidth: true
            text: line.text
            font.pixelSize: Theme.fontSmall
            color: Theme.textMuted
            wrapMode: Text.Wrap
            fontSizeMode: Text.Fit
            minimumPixelSize: Theme.fontLeast
            Layout.maximumHeight: line.height
        }

        AppButton {
            objectName: "statusLineRetry"
            Layout.fillHeight: true
            visible: line.vm.hasRetry
            kind: "quiet"
            font.pixelSize: Theme.fontSmall
            text: line.app.texts.retry
            onClicked: line.app.retry()
        }

        IconGlyph {
            Layout.rightMargin: Theme.spaceM
            name: "info"
            size: Theme.iconSmall
            color: line.ink
        }
    }
}
