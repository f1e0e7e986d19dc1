import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// A short message: green for success, 3 seconds; trouble stays longer and may offer to try again (CSH-80,
// CSH-84). A tap takes it away. It lies over the words in the middle of the status bar, where it hides
// neither a key nor what a screen says of its guest.
//
//   vm  ToastViewModel
Rectangle {
    id: toast

    required property ToastViewModel vm

    readonly property color ink: ({
            "success": Theme.success,
            "trouble": Theme.danger
        })[vm.kind] ?? Theme.text

    width: Math.min(row.implicitWidth + Theme.spaceL * 2, Theme.side(580))
    height: row.implicitHeight + Theme.spaceS * 2
    radius: Theme.radiusM
    color: ({
            "success": Theme.successSoft,
            "trouble": Theme.dangerSoft
        })[vm.kind] ?? Theme.overlay
    border.width: Theme.line
    border.color: ink
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
        onTapped: toast.vm.dismiss()
    }

    RowLayout {
        id: row

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.spaceL
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.spaceM

        IconGlyph {
            name: ({
                    "success": "check",
                    "trouble": "warning"
                })[toast.vm.kind] ?? "info"
            color: toast.ink
        }

        Column {
            Layout.fillWidth: true
            Layout.preferredWidth: Math.ceil(Math.max(title.implicitWidth, more.implicitWidth))

            AppText {
                id: title

                width: parent.width
                text: toast.vm.title
                font.weight: Theme.weightMedium
                wrapMode: Text.Wrap
            }

            AppText {
                id: more

                width: parent.width
                visible: text !== ""
                text: toast.vm.text
                font.pixelSize: Theme.fontSmall
                color: Theme.textMuted
                wrapMode: Text.Wrap
            }
        }

        AppButton {
            objectName: "toastAction"
            visible: toast.vm.actionText !== ""
            text: toast.vm.actionText
            onClicked: toast.vm.act()
        }
    }
}
