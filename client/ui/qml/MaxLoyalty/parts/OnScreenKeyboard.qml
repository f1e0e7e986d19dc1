pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// Our own keyboard for a touch screen: Russian and English letters, or digits for phones and dates,
// as the field wants it. Its height is the same for all, so that nothing jumps.
//
//   texts       Texts      the words
//   target      AppField   the field that is typed into; null: keys do nothing
//   beside      Component  what stands beside the digits of a date
//   doneText    string     the label of the last key
//   layout      string     ru | en: whose letters; a field that wants others says so (script)
//   done()      signal     the last key was tapped
// Every key is `key_<character>`; besides key_shift, key_back, key_language, key_space, key_done,
// and key_corner beside the digits (+ for a phone, a point for a date).
Rectangle {
    id: keyboard

    required property Texts texts
    property AppField target: null
    property Component beside: null
    property string doneText: texts.hideKeyboard
    property string layout: texts.language
    property bool isShifted: false

    readonly property int keyHeight: Math.max(Theme.targetMin, Theme.px(58))
    readonly property string keySet: target ? target.keySet : "letters"
    readonly property bool isWordStart: target !== null && target.startsUpper && /(^|[\s-])$/.test(target.text)
    readonly property bool isUpper: isShifted !== isWordStart
    readonly property var rows: ({
            "ru": ["1234567890-+", "йцукенгшщзхъ", "фывапролджэё", "ячсмитьбю.,"],
            "en": ["1234567890-+", "qwertyuiop:/", "asdfghjkl@_'", "zxcvbnm.,"]
        })
    readonly property var shown: rows[layout]

    signal done

    implicitHeight: keyHeight * 5 + Theme.spaceS * 4 + Theme.spaceM * 2
    color: Theme.background
    onTargetChanged: keyboard.begin()

    Rectangle {
        width: parent.width
        height: Theme.line
        color: Theme.outline
    }

    Board {
        id: letters

        isWanted: keyboard.keySet === "letters"
        other: digits
        sourceComponent: ColumnLayout {
            spacing: Theme.spaceS

            Repeater {
                model: keyboard.shown

                RowLayout {
                    id: line

                    required property int index
                    required property string modelData
                    readonly property bool isLast: index === keyboard.shown.length - 1

                    Layout.fillWidth: true
                    spacing: Theme.spaceS

                    KeyCap {
                        objectName: "key_shift"
                        visible: line.isLast
                        Layout.preferredWidth: Theme.px(96)
                        Layout.fillHeight: true
                        isSoft: true
                        isOn: keyboard.isUpper
                        glyph: "shift"
                        name: keyboard.texts.keyShift
                        onClicked: keyboard.isShifted = !keyboard.isShifted
                    }

                    Repeater {
                        model: line.modelData.split("")

                        KeyCap {
                            id: letter

                            required property string modelData

                            objectName: `key_${letter.modelData}`
                            Layout.fillWidth: true
                            Layout.fillHeight: true
                            Layout.preferredWidth: Theme.target
                            font.pixelSize: Theme.fontLarge
                            text: keyboard.isUpper ? modelData.toUpperCase() : modelData
                            onClicked: keyboard.type(text)
                        }
                    }

                    KeyCap {
                        objectName: "key_back"
                        visible: line.isLast
                        Layout.preferredWidth: Theme.px(96)
                        Layout.fillHeight: true
                        isSoft: true
                        glyph: "backspace"
                        name: keyboard.texts.erase
                        onClicked: keyboard.target?.erase()
                        onPressAndHold: keyboard.target?.clear()
                    }
                }
            }

            RowLayout {
                Layout.fillWidth: true
                spacing: Theme.spaceS

                KeyCap {
                    objectName: "key_language"
                    Layout.preferredWidth: Theme.px(120)
                    Layout.fillHeight: true
                    isSoft: true
                    font.pixelSize: Theme.fontBody
                    text: keyboard.layout === "ru" ? "RU → EN" : "EN → RU"
                    name: keyboard.texts.keyLanguage
                    onClicked: keyboard.layout = keyboard.layout === "ru" ? "en" : "ru"
                }

                KeyCap {
                    objectName: "key_space"
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    font.pixelSize: Theme.fontSmall
                    text: keyboard.texts.keySpace
                    onClicked: keyboard.type(" ")
                }

                AppButton {
                    objectName: "key_done"
                    Layout.preferredWidth: Theme.px(220)
                    Layout.fillHeight: true
                    leastHeight: keyboard.keyHeight
                    text: keyboard.doneText
                    onClicked: keyboard.done()
                }
            }
        }
    }

    Board {
        id: digits

        isWanted: keyboard.keySet !== "letters"
        other: letters
        sourceComponent: RowLayout {
            spacing: Theme.spaceM

            Loader {
                active: keyboard.keySet === "date" && keyboard.beside !== null
                asynchronous: true
                sourceComponent: keyboard.beside
                visible: active
                Layout.fillWidth: true
                Layout.fillHeight: true
            }

            NumberPad {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: Theme.px(420)
                texts: keyboard.texts
                keyPrefix: "key"
                corner: keyboard.keySet === "date" ? "." : "+"
                onTyped: text => keyboard.type(text)
                onErased: keyboard.target?.erase()
                onCleared: keyboard.target?.clear()
            }

            AppButton {
                objectName: "key_done"
                Layout.fillHeight: true
                Layout.preferredWidth: Theme.px(220)
                text: keyboard.doneText
                onClicked: keyboard.done()
            }
        }
    }

    // So many keys are made when they are first wanted, a few at a time; until then the others stay.
    component Board: Loader {
        required property bool isWanted
        required property Board other
        readonly property bool isReady: status === Loader.Ready
        readonly property bool isDue: isWanted && keyboard.visible

        anchors.centerIn: parent
        width: Math.min(parent.width - Theme.spaceM * 2, Theme.px(1180))
        height: parent.height - Theme.spaceM * 2
        visible: isReady && (isWanted || !other.isReady)
        asynchronous: true
        active: false
        onIsDueChanged: wake()
        Component.onCompleted: wake()

        function wake(): void {
            if (isDue)
                active = true;
        }
    }

    function type(text: string): void {
        target?.insert(text);
        isShifted = false;
    }

    function begin(): void {
        isShifted = false;
        if (target?.script)
            layout = target.script;
    }
}
