import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// In the place of the truth about the connection: on this till there is none, it is for practising.
//
//   vm  TrainingViewModel
Rectangle {
    id: strip

    required property TrainingViewModel vm

    color: Theme.warningSoft
    Accessible.role: Accessible.StaticText
    Accessible.name: `${vm.mark}. ${vm.texts.trainingMarkText}`

    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: Theme.spaceM
        anchors.rightMargin: Theme.spaceM
        spacing: Theme.spaceM

        IconGlyph {
            name: "star"
            size: Theme.iconSmall
            color: Theme.warning
        }

        AppText {
            objectName: "trainingMark"
            text: strip.vm.mark
            font.pixelSize: Theme.fontSmall
            font.weight: Theme.weightStrong
            color: Theme.warning
        }

        AppText {
            objectName: "trainingMarkText"
            Layout.fillWidth: true
            Layout.maximumHeight: strip.height
            text: strip.vm.texts.trainingMarkText
            font.pixelSize: Theme.fontSmall
            fontSizeMode: Text.Fit
            minimumPixelSize: Theme.fontLeast
            color: Theme.warning
        }
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.spaceXs
        color: Theme.warning
    }
}
