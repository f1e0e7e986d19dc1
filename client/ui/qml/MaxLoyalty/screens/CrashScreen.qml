import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// After a bug: what was confirmed is safe; report it and carry on (CSH-83).
Item {
    id: screen

    required property CrashViewModel vm

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.spaceXl
        anchors.leftMargin: Math.max(Theme.spaceXl, (parent.width - Theme.side(720)) / 2)
        anchors.rightMargin: anchors.leftMargin
        spacing: Theme.spaceL

        ScrollColumn {
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: Theme.spaceL

            Item {
                Layout.fillHeight: true
            }

            IconGlyph {
                Layout.alignment: Qt.AlignHCenter
                name: "warning"
                size: Theme.iconLarge
                weight: 1.5
                color: Theme.warning
            }

            AppText {
                Layout.fillWidth: true
                horizontalAlignment: Text.AlignHCenter
                text: screen.vm.texts.crashTitle
                font.pixelSize: Theme.fontHeadline
                font.weight: Theme.weightStrong
                wrapMode: Text.Wrap
                Accessible.role: Accessible.Heading
                Accessible.name: text
            }

            AppText {
                Layout.fillWidth: true
                horizontalAlignment: Text.AlignHCenter
                text: screen.vm.texts.crashText
                font.pixelSize: Theme.fontLarge
                color: Theme.textMuted
                wrapMode: Text.Wrap
            }

            AppText {
                objectName: "crashReport"
                Layout.fillWidth: true
                horizontalAlignment: Text.AlignHCenter
                text: screen.vm.isReported ? screen.vm.reportText : screen.vm.summary
                font.pixelSize: Theme.fontSmall
                color: screen.vm.isReported ? Theme.success : Theme.textFaint
                wrapMode: Text.WrapAnywhere
            }

            Item {
                Layout.fillHeight: true
            }
        }

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.spaceM
            uniformCellSizes: true

            AppButton {
                objectName: "crashReportButton"
                Layout.fillWidth: true
                glyph: "send"
                enabled: !screen.vm.isReported
                text: screen.vm.texts.reportBug
                onClicked: screen.vm.reportBug()
            }

            AppButton {
                objectName: "crashCarryOn"
                Layout.fillWidth: true
                kind: "primary"
                text: screen.vm.texts.carryOn
                onClicked: screen.vm.carryOn()
            }
        }
    }
}
