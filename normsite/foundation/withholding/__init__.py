"""What is withheld from the public: on which ground, by whose decision, since when, until when it is looked at again."""
