pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// What the guest sees, as large as the window allows: it is read from a metre away.
//
//   vm  GuestDisplayViewModel
Item {
    id: face

    required property GuestDisplayViewModel vm
    // This window has a size of its own, and what a cashier chose for his letters is not the guest's.
    readonly property real times: Math.max(0.5, Math.min(width / 1280, height / 800)) / Theme.factor
    readonly property int gap: Theme.spaceXl * times
    readonly property bool isIdle: vm.kind === "idle"

    function type(font: int): int {
        return font * times / Theme.textScale;
    }

    ColumnLayout {
        anchors.centerIn: parent
        width: parent.width - face.gap * 2
        visible: face.isIdle
        spacing: face.gap

        RestaurantLogo {
            Layout.alignment: Qt.AlignHCenter
            scale: face.times
        }

        AppText {
            objectName: "guestRestaurant"
            Layout.fillWidth: true
            horizontalAlignment: Text.AlignHCenter
            text: face.vm.restaurant
            font.pixelSize: face.type(Theme.fontDisplay)
            font.weight: Theme.weightStrong
            wrapMode: Text.WordWrap
        }

        AppText {
            objectName: "guestWelcome"
            Layout.fillWidth: true
            horizontalAlignment: Text.AlignHCenter
            text: face.vm.welcome
            color: Theme.textMuted
            font.pixelSize: face.type(Theme.fontHeadline)
            wrapMode: Text.WordWrap
        }
    }

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: face.gap
        visible: !face.isIdle
        spacing: face.gap

        AppText {
            objectName: "guestTitle"
            Layout.fillWidth: true
            text: face.vm.title
            color: face.vm.kind === "done" ? Theme.success : Theme.text
            font.pixelSize: face.type(Theme.fontDisplay)
            font.weight: Theme.weightStrong
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: face.type(Theme.fontHeadline)
        }

        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: face.gap * 2

            GuestLines {
                Layout.fillWidth: true
                Layout.fillHeight: true
                vm: face.vm
                times: face.times
            }

            ColumnLayout {
                Layout.alignment: Qt.AlignVCenter
                Layout.fillWidth: false
                visible: face.vm.qr !== ""
                spacing: face.gap / 2

                QrImage {
                    objectName: "guestQr"
                    Layout.alignment: Qt.AlignHCenter
                    size: Math.min(face.width * 0.4, face.height * 0.6)
                    payload: face.vm.qr
                }

                AppText {
                    Layout.preferredWidth: face.width * 0.4
                    horizontalAlignment: Text.AlignHCenter
                    text: face.vm.qrNote
                    color: Theme.textMuted
                    font.pixelSize: face.type(Theme.fontTitle)
                    wrapMode: Text.WordWrap
                }
            }
        }
    }
}
