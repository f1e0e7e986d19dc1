pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// The settings: the language, and a door to every section.
Item {
    id: screen

    required property SettingsViewModel vm

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceL

        ScreenHeader {
            Layout.fillWidth: true
            title: screen.vm.texts.settings
            backName: screen.vm.texts.back
            onBack: screen.vm.goBack()

            Choice {
                objectName: "settingsLanguage"
                Layout.preferredWidth: Theme.px(320)
                prefix: "settingsLanguage"
                values: ["ru", "en"]
                labels: [screen.vm.texts.russian, screen.vm.texts.english]
                current: screen.vm.language
                onChosen: value => screen.vm.chooseLanguage(value)
            }
        }

        Flickable {
            id: view

            Layout.fillWidth: true
            Layout.fillHeight: true
            contentHeight: doors.implicitHeight
            clip: true
            boundsBehavior: Flickable.StopAtBounds

            ScrollMark {
                parent: view
                flickable: view
            }

            GridLayout {
                id: doors

                width: view.width
                columns: 2
                columnSpacing: Theme.spaceM
                rowSpacing: Theme.spaceM
                uniformCellWidths: true
                uniformCellHeights: true

                Repeater {
                    model: screen.vm.rows

                    SectionRow {
                        required property int index
                        required property string name

                        objectName: `settings_${name}`
                        Layout.fillWidth: true
                        Layout.fillHeight: true
                        onClicked: screen.vm.open(index)
                    }
                }
            }
        }
    }
}
