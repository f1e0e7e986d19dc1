pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// What training is, and the one button that begins it or ends it.
Item {
    id: screen

    required property TrainingViewModel vm

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceL

        ScreenHeader {
            Layout.fillWidth: true
            title: screen.vm.texts.trainingTitle
            backName: screen.vm.texts.back
            onBack: screen.vm.goBack()
        }

        ScrollColumn {
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: Theme.spaceL

            Repeater {
                model: screen.vm.points

                RowLayout {
                    id: point

                    required property string modelData

                    Layout.fillWidth: true
                    spacing: Theme.spaceM

                    IconGlyph {
                        Layout.alignment: Qt.AlignTop
                        name: "check"
                        color: Theme.warning
                    }

                    AppText {
                        Layout.fillWidth: true
                        text: point.modelData
                    }
                }
            }

            Item {
                Layout.fillHeight: true
            }
        }

        AppButton {
            objectName: "trainingTour"
            Layout.fillWidth: true
            text: screen.vm.texts.tourShow
            onClicked: screen.vm.showTour()
        }

        AppButton {
            objectName: "trainingTurn"
            Layout.fillWidth: true
            leastHeight: Theme.px(80)
            kind: "primary"
            text: screen.vm.action
            onClicked: screen.vm.turn()
        }
    }
}
