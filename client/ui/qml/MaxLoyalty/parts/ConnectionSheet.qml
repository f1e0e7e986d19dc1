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
    implicitHeight: head.implicitHeight + facts.contentHeight + foot.implicitHeight + padding * 2 + Theme.spaceM * 2
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
            id: head

            objectName: "connectionSheetTitle"
            Layout.fillWidth: true
            text: sheet.vm.sheetTitle
            font.pixelSize: Theme.fontTitle
            font.weight: Theme.weightStrong
            wrapMode: Text.Wrap
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }

        ListView {
            id: facts

            objectName: "connectionFacts"
            Layout.fillWidth: true
            Layout.fillHeight: true
            clip: true
            spacing: Theme.spaceS
            model: sheet.vm.facts
            boundsBehavior: Flickable.StopAtBounds

            delegate: FactRow {
                width: facts.width
            }
        }

        RowLayout {
            id: foot

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
