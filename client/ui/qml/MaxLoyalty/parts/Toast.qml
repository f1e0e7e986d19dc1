import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// A short message: green for success, 3 seconds; trouble stays longer and may offer to try again (CSH-80,
// CSH-84). A tap takes it away. It lies over the end of the line about the connection, as high as that:
// what the line begins with stays in sight, and so does everything above and below it.
//
//   vm    ToastViewModel
//   room  real  how wide it may get
Rectangle {
    id: toast

    required property ToastViewModel vm
    required property real room

    readonly property color ink: ({
            "success": Theme.success,
            "trouble": Theme.danger
        })[vm.kind] ?? Theme.text

    width: Math.min(row.implicitWidth + Theme.spaceM * 2, room)
    radius: Theme.radiusM
    color: ({
            "success": Theme.successSoft,
            "trouble": Theme.dangerSoft
        })[vm.kind] ?? Theme.overlay
    opacity: vm.isShown ? 1 : 0
    visible: opacity > 0
    Accessible.role: Accessible.AlertMessage
    Accessible.name: `${vm.title} ${vm.text}`

    Shadow {
        radius: toast.radius
    }

    Behavior on opacity {
        NumberAnimation {
            duration: Theme.calm
            easing.type: Theme.easing
        }
    }

    TapHandler {
        gesturePolicy: TapHandler.ReleaseWithinBounds // what lies below is not tapped as well
        onTapped: toast.vm.dismiss()
    }

    RowLayout {
        id: row

        anchors.fill: parent
        anchors.leftMargin: Theme.spaceM
        anchors.rightMargin: toast.vm.actionText === "" ? Theme.spaceM : 0
        spacing: Theme.spaceS

        IconGlyph {
            size: Theme.iconSmall
            name: ({
                    "success": "check",
                    "trouble": "warning"
                })[toast.vm.kind] ?? "info"
            color: toast.ink
        }

        ColumnLayout {
            Layout.fillWidth: true
            Layout.preferredWidth: Math.ceil(Math.max(title.implicitWidth, more.implicitWidth))
            spacing: 0

            AppText {
                id: title

                Layout.fillWidth: true
                Layout.maximumHeight: more.visible ? toast.height / 2 : toast.height
                text: toast.vm.title
                font.pixelSize: Theme.fontSmall
                font.weight: Theme.weightMedium
                fontSizeMode: Text.Fit
                minimumPixelSize: Theme.fontLeast
            }

            AppText {
                id: more

                Layout.fillWidth: true
                Layout.maximumHeight: toast.height / 2
                visible: text !== ""
                text: toast.vm.text
                font.pixelSize: Theme.fontCaption
                fontSizeMode: Text.Fit
                minimumPixelSize: Theme.fontLeast
                color: Theme.textMuted
            }
        }

        AppButton {
            objectName: "toastAction"
            Layout.fillHeight: true
            Layout.maximumHeight: toast.height
            visible: toast.vm.actionText !== ""
            font.pixelSize: Theme.fontSmall
            text: toast.vm.actionText
            onClicked: toast.vm.act()
        }
    }

    Rectangle {
        anchors.fill: parent
        radius: toast.radius
        color: "transparent"
        border.width: Theme.line
        border.color: toast.ink
    }
}
