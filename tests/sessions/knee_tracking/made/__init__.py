"""Hard footage made with a seed from clips that are at hand, with what the engine has to say about each."""
