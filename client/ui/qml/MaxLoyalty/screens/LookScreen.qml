import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// How the till looks.
Item {
    id: screen

    required property LookViewModel vm

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceM

        ScreenHeader {
            Layout.fillWidth: true
            Layout.bottomMargin: Theme.spaceS
            title: screen.vm.texts.lookTitle
            backName: screen.vm.texts.back
            onBack: screen.vm.goBack()
        }

        AppText {
            text: screen.vm.texts.settingsTheme
            color: Theme.textMuted
        }

        Choice {
            Layout.preferredWidth: Theme.panelWidth
            prefix: "settingsTheme"
            values: ["dark", "light"]
            labels: [screen.vm.texts.themeDark, screen.vm.texts.themeLight]
            current: screen.vm.isDark ? "dark" : "light"
            onChosen: value => screen.vm.chooseTheme(value === "dark")
        }

        Item {
            Layout.fillHeight: true
        }
    }
}
