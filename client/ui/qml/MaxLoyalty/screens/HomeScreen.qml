pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import MaxLoyalty
import MaxLoyalty.ViewModels

// Find a guest: type, scan, or register a new one (CSH-11…CSH-16, CSH-40).
Item {
    id: screen

    required property HomeViewModel vm

    RowLayout {
        anchors.top: parent.top
        anchors.bottom: keyboard.visible ? keyboard.top : parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.spaceL
        spacing: Theme.spaceL

        ColumnLayout {
            spacing: Theme.spaceM

            AppField {
                id: search

                objectName: "homeSearchField"
                focus: true
                Layout.fillWidth: true
                isLarge: true
                glyph: "search"
                placeholder: screen.vm.texts.searchPlaceholder
                clearName: screen.vm.texts.clear
                text: screen.vm.typed
                maximumLength: 80
                onEdited: text => screen.vm.typed = text
            }

            Item {
                Layout.fillWidth: true
                Layout.fillHeight: true

                ListView {
                    id: results

                    objectName: "homeResults"
                    anchors.fill: parent
                    visible: screen.vm.state === "results"
                    clip: true
                    spacing: Theme.spaceS
                    model: screen.vm.results
                    boundsBehavior: Flickable.StopAtBounds
                    cacheBuffer: 0

                    currentIndex: screen.vm.chosen

                    ScrollMark {
                        parent: results
                        flickable: results
                    }

                    delegate: GuestRow {
                        required property int index

                        objectName: `homeGuest_${index}`
                        width: results.width
                        isChosen: index === screen.vm.chosen
                        onClicked: screen.vm.openGuest(index)
                    }
                }

                RecentGuests {
                    objectName: "homeRecent"
                    anchors.fill: parent
                    visible: screen.vm.state === "recent" && !screen.vm.hasLetters
                    vm: screen.vm
                }

                Skeleton {
                    objectName: "homeLoading"
                    anchors.fill: parent
                    visible: screen.vm.state === "loading"
                }

                EmptyState {
                    objectName: "homeIdle"
                    anchors.centerIn: parent
                    visible: screen.vm.state === "idle" && !screen.vm.hasLetters
                    glyph: "search"
                    title: screen.vm.texts.homeTitle
                    text: Theme.isFolded ? "" : screen.vm.texts.homeText
                }

                EmptyState {
                    objectName: "homeEmpty"
                    anchors.centerIn: parent
                    visible: screen.vm.state === "empty" && !screen.vm.hasLetters
                    glyph: "user"
                    title: screen.vm.texts.guestsEmptyTitle
                    text: screen.vm.texts.guestsEmptyText
                    action: screen.vm.texts.guestsEmptyAction
                    actionName: "homeAddFirst"
                    onActed: screen.vm.register()
                }

                EmptyState {
                    objectName: "homeNobody"
                    anchors.centerIn: parent
                    visible: screen.vm.state === "nobody"
                    glyph: "user"
                    title: screen.vm.texts.noResultsTitle
                    text: screen.vm.hasLetters ? "" : screen.vm.texts.noResultsText
                    action: screen.vm.texts.registerGuest
                    actionName: "homeRegisterFound"
                    onActed: screen.vm.register()
                }

                EmptyState {
                    objectName: "homeFailed"
                    anchors.centerIn: parent
                    visible: screen.vm.state === "failed"
                    glyph: "warning"
                    title: screen.vm.texts.searchFailed
                    action: screen.vm.texts.retry
                    actionName: "homeRetry"
                    onActed: screen.vm.search()
                }
            }
        }

        // Large letters and the keyboard leave no room for it; the keyboard's last key brings it back.
        ColumnLayout {
            Layout.preferredWidth: Theme.padWidth
            Layout.maximumWidth: Theme.padWidth
            visible: !(screen.vm.hasLetters && Theme.isFolded)
            spacing: Theme.spaceM

            ScrollColumn {
                Layout.fillWidth: true
                Layout.fillHeight: true

                NumberPad {
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    visible: !screen.vm.hasLetters
                    texts: screen.vm.texts
                    keyPrefix: "homeKey"
                    corner: ""
                    cornerGlyph: "keyboard"
                    cornerName: screen.vm.texts.lettersName
                    onTyped: text => search.insert(text)
                    onErased: search.erase()
                    onCleared: search.clear()
                    onCornerTapped: screen.vm.hasLetters = true
                }

                Item {
                    Layout.fillHeight: true
                    visible: screen.vm.hasLetters
                }

                AppButton {
                    objectName: "homeRegisterButton"
                    Layout.fillWidth: true
                    leastHeight: Theme.px(72)
                    glyph: "userPlus"
                    text: screen.vm.texts.registerGuest
                    onClicked: screen.vm.register()
                }
            }

            AppButton {
                objectName: "homeScanButton"
                Layout.fillWidth: true
                leastHeight: Theme.px(96)
                kind: ["nobody", "empty"].includes(screen.vm.state) ? "secondary" : "primary"
                glyph: "scan"
                text: screen.vm.texts.scanCard
                onClicked: screen.vm.scan()
            }
        }
    }

    OnScreenKeyboard {
        id: keyboard

        anchors.bottom: parent.bottom
        width: parent.width
        visible: screen.vm.hasLetters
        texts: screen.vm.texts
        target: search
        onDone: screen.vm.hasLetters = false
    }
}
