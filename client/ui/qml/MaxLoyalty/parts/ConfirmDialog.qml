import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import MaxLoyalty
import MaxLoyalty.ViewModels

// A question before something that cannot be taken back (CSH-90).
//
//   texts          Texts   the words
//   title, text    string  what will happen
//   confirmText    string  the verb on the button that does it
//   cancelText     string  the verb on the one that does not
//   kind           string  danger (says that it cannot be undone) | primary
//   accepted(), rejected() signals; open(), close() functions
//   the buttons are <objectName>Confirm and <objectName>Cancel
T.Dialog {
    id: dialog

    required property Texts texts
    property string text
    property string confirmText
    property string cancelText: texts.cancel
    property string kind: "danger"
    default property alias details: extra.data

    parent: T.Overlay.overlay
    anchors.centerIn: parent
    width: Math.min(Theme.panelWidth, parent ? parent.width - Theme.spaceXl * 2 : Theme.panelWidth)
    implicitHeight: contentItem.implicitHeight + topPadding + bottomPadding
    padding: Theme.spaceXl
    modal: true
    focus: true

    background: Rectangle {
        radius: Theme.radiusL
        color: Theme.overlay
        border.width: Theme.line
        border.color: Theme.outline

        Shadow {}
    }

    T.Overlay.modal: Rectangle {
        color: Theme.scrim
    }

    enter: Transition {
        NumberAnimation {
            property: "opacity"
            from: 0
            to: 1
            duration: Theme.quick
        }
    }

    contentItem: ColumnLayout {
        spacing: Theme.spaceM

        AppText {
            Layout.fillWidth: true
            text: dialog.title
            font.pixelSize: Theme.fontTitle
            font.weight: Theme.weightStrong
            wrapMode: Text.Wrap
        }

        AppText {
            Layout.fillWidth: true
            visible: text !== ""
            text: dialog.text
            color: Theme.textMuted
            wrapMode: Text.Wrap
        }

        AppText {
            Layout.fillWidth: true
            visible: dialog.kind === "danger"
            text: dialog.texts.cannotUndo
            color: Theme.danger
            wrapMode: Text.Wrap
        }

        ColumnLayout {
            id: extra

            Layout.fillWidth: true
            spacing: Theme.spaceM
        }

        RowLayout {
            Layout.topMargin: Theme.spaceM
            Layout.fillWidth: true
            spacing: Theme.spaceM
            uniformCellSizes: true

            AppButton {
                objectName: `${dialog.objectName}Cancel`
                Layout.fillWidth: true
                text: dialog.cancelText
                onClicked: dialog.reject()
            }

            AppButton {
                objectName: `${dialog.objectName}Confirm`
                Layout.fillWidth: true
                kind: dialog.kind
                text: dialog.confirmText
                onClicked: dialog.accept()
            }
        }
    }
}
