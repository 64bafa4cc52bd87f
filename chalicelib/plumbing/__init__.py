"""Infrastructure code without help-desk concepts; the only code that uses AWS."""
