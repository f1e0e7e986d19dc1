pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import MaxLoyalty
import MaxLoyalty.ViewModels

// What works now and what does not, what waits, until when: all of it in plain words.
//
//   app  AppViewModel
T.Dialog {
    id: sheet

    required property AppViewModel app
    readonly property ConnectionViewModel vm: app.status.connection

    parent: T.Overlay.overlay
    anchors.centerIn: parent
    width: Math.min(Theme.side(820), parent ? parent.width - Theme.spaceXl * 2 : Theme.side(820))
    height: Math.min(implicitHeight, parent ? parent.height - Theme.spaceXl * 2 : implicitHeight)
    implicitHeight: contentItem.implicitHeight + padding * 2
    padding: Theme.spaceXl
    modal: true
    focus: true
    visible: vm.isShown
    onClosed: sheet.vm.hide()

    background: Rectangle {
        radius: Theme.radiusL
        color: Theme.overlay
        border.width: Theme.line
        border.color: Theme.outline

        Shadow {
            radius: Theme.radiusL
        }
    }

    T.Overlay.modal: Rectangle {
        color: Theme.scrim
    }

    contentItem: ColumnLayout {
        spacing: Theme.spaceM
        focus: true

        AppText {
            objectName: "connectionSheetTitle"
            Layout.fillWidth: true
            text: sheet.vm.sheetTitle
            font.pixelSize: Theme.fontTitle
            font.weight: Theme.weightStrong
            wrapMode: Text.Wrap
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }

        ScrollColumn {
            objectName: "connectionFacts"
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: Theme.spaceS

            Repeater {
                model: sheet.vm.facts

                FactRow {
                    Layout.fillWidth: true
                }
            }
        }

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.spaceM
            uniformCellSizes: true

            AppButton {
                objectName: "connectionTryNow"
                Layout.fillWidth: true
                text: sheet.app.texts.connectionTryNow
                onClicked: sheet.app.retry()
            }

            AppButton {
                objectName: "connectionClose"
                Layout.fillWidth: true
                kind: "primary"
                text: sheet.app.texts.close
                onClicked: sheet.close()
            }
        }
    }
}
