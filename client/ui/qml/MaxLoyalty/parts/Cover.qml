import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import MaxLoyalty
import MaxLoyalty.ViewModels

// Over everything, dialogs too, while the till is away: no guest's name (issue 5 item 12).
//
//   vm  CoverViewModel
T.Popup {
    id: cover

    required property CoverViewModel vm

    parent: T.Overlay.overlay
    width: parent ? parent.width : 0
    height: parent ? parent.height : 0
    z: 1
    visible: vm.isShown
    modal: true
    closePolicy: T.Popup.NoAutoClose

    background: Rectangle {
        color: Theme.background
    }

    contentItem: Item {
        ColumnLayout {
            anchors.centerIn: parent
            width: parent.width - Theme.spaceXl * 2
            spacing: Theme.spaceL

            IconGlyph {
                Layout.alignment: Qt.AlignHCenter
                name: "lock"
                size: Theme.iconLarge
                color: Theme.textFaint
            }

            AppText {
                objectName: "coverText"
                Layout.fillWidth: true
                horizontalAlignment: Text.AlignHCenter
                text: cover.vm.texts.coverText
                font.pixelSize: Theme.fontLarge
                color: Theme.textMuted
            }
        }
    }
}
