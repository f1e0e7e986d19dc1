import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// The status bar of a till that is not there yet: where it stands, and that it looks for its server.
// What is in both bars is at the same place.
//
//   vm  PorchViewModel
Rectangle {
    id: bar

    required property PorchViewModel vm

    implicitHeight: Theme.statusBar + Theme.statusLine
    color: Theme.surface

    RowLayout {
        width: parent.width - Theme.spaceM - Theme.spaceS
        height: Theme.statusBar
        x: Theme.spaceM
        spacing: Theme.spaceS

        Pill {
            Layout.minimumWidth: Theme.side(144)
            text: bar.vm.texts.connecting
            glyph: "cloud"
        }

        AppText {
            Layout.fillWidth: true
            horizontalAlignment: Text.AlignRight
            font.pixelSize: Theme.fontCaption
            color: Theme.textMuted
            text: Theme.isFolded ? "" : bar.vm.restaurantName
        }

        LanguageButton {
            texts: bar.vm.texts
            onClicked: bar.vm.wish("switchLanguage")
        }

        ThemeButton {
            texts: bar.vm.texts
            isDark: bar.vm.isDark
            onClicked: bar.vm.wish("switchTheme")
        }
    }

    RowLayout {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.statusLine
        spacing: Theme.spaceS

        IconGlyph {
            Layout.leftMargin: Theme.spaceM
            name: "cloud"
            size: Theme.iconSmall
            color: Theme.textMuted
        }

        AppText {
            Layout.fillWidth: true
            text: bar.vm.texts.connecting
            font.pixelSize: Theme.fontSmall
            color: Theme.textMuted
        }

        IconGlyph {
            Layout.rightMargin: Theme.spaceM
            name: "info"
            size: Theme.iconSmall
            color: Theme.textMuted
        }
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.line
        color: Theme.outline
    }
}
