import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// One step of the tour in words, and the ways on, back and out of it. Its buttons stay where they are.
//
//   vm  TourViewModel
FocusScope {
    id: card

    required property TourViewModel vm
    readonly property string said: [vm.place, vm.title, vm.text].join(". ")

    objectName: "tourCard"
    implicitHeight: inside.implicitHeight + Theme.spaceL * 2
    Accessible.role: Accessible.Dialog
    Accessible.name: said
    onSaidChanged: card.Accessible.announce(said)

    Rectangle {
        anchors.fill: parent
        radius: Theme.radiusL
        color: Theme.overlay
        border.width: Theme.line
        border.color: Theme.outline

        Shadow {
            radius: Theme.radiusL
        }
    }

    // What is touched between the buttons puts nothing aside.
    MouseArea {
        anchors.fill: parent
    }

    ColumnLayout {
        id: inside

        anchors.fill: parent
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceM

        ScrollColumn {
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: Theme.spaceXs

            AppText {
                objectName: "tourTitle"
                Layout.fillWidth: true
                text: card.vm.title
                font.pixelSize: Theme.fontLarge
                font.weight: Theme.weightStrong
                Accessible.role: Accessible.Heading
                Accessible.name: text
            }

            AppText {
                objectName: "tourText"
                Layout.fillWidth: true
                text: card.vm.text
            }
        }

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.spaceM

            AppButton {
                objectName: "tourSkip"
                visible: !card.vm.isLast
                kind: "quiet"
                horizontalPadding: Theme.spaceS
                text: card.vm.texts.tourSkip
                onClicked: card.vm.skip()
            }

            TourDots {
                Layout.fillWidth: true
                vm: card.vm
            }

            AppButton {
                objectName: "tourBack"
                glyph: "back"
                name: card.vm.texts.tourBack
                enabled: !card.vm.isFirst
                onClicked: card.vm.back()
            }

            AppButton {
                objectName: "tourNext"
                focus: true
                kind: "primary"
                text: card.vm.isLast ? card.vm.texts.tourEnd : card.vm.texts.tourNext
                Accessible.description: card.said
                onClicked: card.vm.next()
            }
        }
    }
}
