import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// The packet as codes, one after another, large and calm; another till's camera reads them in any order.
//
//   vm  HandoverViewModel
ColumnLayout {
    id: codes

    required property HandoverViewModel vm

    spacing: Theme.spaceM

    ScrollColumn {
        id: view

        Layout.fillWidth: true
        Layout.fillHeight: true

        Sides {
            Layout.fillWidth: true
            Layout.fillHeight: true

            QrImage {
                readonly property int room: Math.min(view.height, view.width * 0.55)

                objectName: "handoverCode"
                Layout.alignment: Qt.AlignCenter
                Layout.preferredWidth: room
                Layout.preferredHeight: room
                size: room
                payload: codes.vm.code
                Accessible.role: Accessible.Graphic
                Accessible.name: codes.vm.codeText
            }

            ColumnLayout {
                Layout.fillWidth: true
                Layout.alignment: Qt.AlignVCenter
                spacing: Theme.spaceM

                AppText {
                    objectName: "handoverCodeText"
                    Layout.fillWidth: true
                    horizontalAlignment: Text.AlignHCenter
                    text: codes.vm.codeText
                    font.pixelSize: Theme.fontNumber
                    font.weight: Theme.weightStrong
                }

                AppText {
                    Layout.fillWidth: true
                    horizontalAlignment: Text.AlignHCenter
                    text: codes.vm.texts.handoverCodesText
                    font.pixelSize: Theme.fontLarge
                    color: Theme.textMuted
                }

                RowLayout {
                    Layout.fillWidth: true
                    visible: codes.vm.hasManyCodes
                    spacing: Theme.spaceM

                    AppButton {
                        objectName: "handoverEarlier"
                        glyph: "back"
                        name: codes.vm.texts.handoverEarlier
                        onClicked: codes.vm.earlier()
                    }

                    AppButton {
                        objectName: "handoverPause"
                        Layout.fillWidth: true
                        text: codes.vm.isTurning ? codes.vm.texts.handoverPause : codes.vm.texts.handoverGoOn
                        onClicked: codes.vm.pause()
                    }

                    AppButton {
                        objectName: "handoverLater"
                        glyph: "chevron"
                        name: codes.vm.texts.handoverLater
                        onClicked: codes.vm.later()
                    }
                }
            }
        }
    }

    AppButton {
        objectName: "handoverCodesClose"
        Layout.fillWidth: true
        kind: "primary"
        text: codes.vm.texts.handoverCodesClose
        onClicked: codes.vm.hideCodes()
    }
}
