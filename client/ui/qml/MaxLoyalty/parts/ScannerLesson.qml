pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// A scanner that types is learnt from one scan of a code shown here.
//
//   vm  ScannerSetupViewModel
Panel {
    id: lesson

    required property ScannerSetupViewModel vm

    ColumnLayout {
        id: column

        width: parent.width
        spacing: Theme.spaceM

        AppText {
            Layout.fillWidth: true
            text: lesson.vm.texts.scannerKeyboard
            font.pixelSize: Theme.fontLarge
            font.weight: Theme.weightStrong
            wrapMode: Text.WordWrap
        }

        AppText {
            Layout.fillWidth: true
            visible: !lesson.vm.isLesson && !lesson.vm.isLearnt
            text: lesson.vm.texts.scannerKeyboardText
            color: Theme.textMuted
            wrapMode: Text.WordWrap
        }

        LessonCodes {
            objectName: "lessonCodes"
            Layout.fillWidth: true
            visible: lesson.vm.isLesson
            texts: lesson.vm.texts
            payload: lesson.vm.lessonText
        }

        AppText {
            objectName: "lessonLearnt"
            Layout.fillWidth: true
            visible: lesson.vm.isLearnt
            text: lesson.vm.texts.lessonLearnt
            color: Theme.success
            wrapMode: Text.WordWrap
        }

        Repeater {
            model: lesson.vm.lessonLines

            AppText {
                required property string modelData
                required property int index

                objectName: `lessonLine_${index}`
                Layout.fillWidth: true
                text: modelData
                wrapMode: Text.WordWrap
            }
        }

        AppText {
            objectName: "scannerNews"
            Layout.fillWidth: true
            visible: text !== ""
            text: lesson.vm.news
            color: lesson.vm.hasTrouble ? Theme.warning : Theme.text
            font.weight: Theme.weightMedium
            wrapMode: Text.WordWrap
            Accessible.role: Accessible.AlertMessage
        }

        AppButton {
            objectName: "lessonStart"
            Layout.fillWidth: true
            kind: lesson.vm.isLearnt ? "secondary" : "primary"
            visible: !lesson.vm.isLesson
            text: lesson.vm.isLearnt ? lesson.vm.texts.lessonAgain : lesson.vm.texts.lessonStart
            onClicked: lesson.vm.startLesson()
        }

        AppButton {
            objectName: "lessonStop"
            Layout.fillWidth: true
            visible: lesson.vm.isLesson
            text: lesson.vm.texts.cancel
            onClicked: lesson.vm.stopLesson()
        }

        AppButton {
            objectName: "lessonForget"
            Layout.fillWidth: true
            kind: "quiet"
            visible: lesson.vm.canForget && !lesson.vm.isLesson
            text: lesson.vm.texts.lessonForget
            onClicked: lesson.vm.forget()
        }
    }
}
