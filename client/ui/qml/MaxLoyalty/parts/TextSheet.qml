import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import MaxLoyalty
import MaxLoyalty.ViewModels

// A long text to read, over the screen: consent documents.
//
//   texts        Texts   the words
//   title, text  string
//   open(), close() functions; the button is <objectName>Close
T.Dialog {
    id: sheet

    required property Texts texts
    property string text

    parent: T.Overlay.overlay
    anchors.centerIn: parent
    width: Math.min(Theme.px(860), parent ? parent.width - Theme.spaceXl * 2 : Theme.px(860))
    height: Math.min(Theme.px(620), parent ? parent.height - Theme.spaceXl * 2 : Theme.px(620))
    padding: Theme.spaceXl
    modal: true
    focus: true

    background: Rectangle {
        radius: Theme.radiusL
        color: Theme.surface
        border.width: Theme.line
        border.color: Theme.outline
    }

    T.Overlay.modal: Rectangle {
        color: Theme.scrim
    }

    contentItem: ColumnLayout {
        spacing: Theme.spaceM

        AppText {
            Layout.fillWidth: true
            text: sheet.title
            font.pixelSize: Theme.fontTitle
            font.weight: Theme.weightStrong
            wrapMode: Text.Wrap
        }

        Flickable {
            Layout.fillWidth: true
            Layout.fillHeight: true
            clip: true
            contentHeight: words.implicitHeight
            boundsBehavior: Flickable.StopAtBounds

            AppText {
                id: words

                width: parent.width
                text: sheet.text
                wrapMode: Text.Wrap
                lineHeight: 1.3
                elide: Text.ElideNone
            }
        }

        AppButton {
            objectName: `${sheet.objectName}Close`
            Layout.alignment: Qt.AlignRight
            text: sheet.texts.close
            onClicked: sheet.close()
        }
    }
}
