import MaxLoyalty
import MaxLoyalty.ViewModels

// Choose yourself and type your PIN; works without the network (CSH-03…CSH-09).
SignInDoor {
    required property SignInViewModel vm

    pad: vm.pad
}
