"""Staff, board members and readers who sign in, the bodies they act for, and what each may do."""
