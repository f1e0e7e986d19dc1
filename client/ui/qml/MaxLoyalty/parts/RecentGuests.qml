pragma ComponentBehavior: Bound

import QtQuick
import MaxLoyalty
import MaxLoyalty.ViewModels

// Whom this person has served lately, under the empty search field.
//
//   vm  HomeViewModel
Item {
    id: list

    required property HomeViewModel vm

    AppText {
        id: title

        width: parent.width
        text: list.vm.texts.recentTitle
        font.pixelSize: Theme.fontSmall
        color: Theme.textMuted
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }

    ListView {
        id: rows

        anchors.top: title.bottom
        anchors.topMargin: Theme.spaceS
        anchors.bottom: parent.bottom
        width: parent.width
        clip: true
        spacing: Theme.spaceS
        model: list.vm.recent
        currentIndex: list.vm.chosen
        boundsBehavior: Flickable.StopAtBounds
        cacheBuffer: 0

        ScrollMark {
            parent: rows
            flickable: rows
        }

        delegate: RecentRow {
            required property int index

            objectName: `homeRecent_${index}`
            width: rows.width
            isChosen: index === list.vm.chosen
            onClicked: list.vm.openRecent(index)
        }
    }
}
